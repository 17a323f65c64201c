import Type from 'typebox';
import type { Api } from '#web/api.ts';
import { ClientOrAddress } from '#web/operator-fields.ts';
import type { LiftWaits } from './lift-waits.ts';

const Body = Type.Object({ address: ClientOrAddress });

export function liftWaitsOperatorRoutes(api: Api, { liftWaits }: { liftWaits: LiftWaits }): void {
  api.post('/unban', { schema: { body: Body } }, async (request) => {
    const { address } = request.body;
    const outcome = await ('client' in address
      ? liftWaits.ofClient(address.client)
      : liftWaits.ofAccount(address.email));
    switch (outcome.kind) {
      case 'lifted':
        return { lifted: outcome.lifted };
      case 'nothing_to_lift':
        return { lifted: [] };
    }
  });
}
