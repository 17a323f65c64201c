import Type from 'typebox';
import type { UserName } from '#domain/users/users.ts';
import type { Api } from '#web/api.ts';
import { Problem } from '#web/errors.ts';
import { UserNameField } from '#web/operator-fields.ts';
import type { ManageUserOutcome, ManageUsers } from './manage-users.ts';

const Body = Type.Object({ user: UserNameField });

export function manageUsersOperatorRoutes(api: Api, { manageUsers }: { manageUsers: ManageUsers }): void {
  const commands: Record<string, (name: UserName) => Promise<ManageUserOutcome>> = {
    disable: manageUsers.disable,
    enable: manageUsers.enable,
    'end-sessions': manageUsers.endSessions,
    'remove-second-factor': manageUsers.removeSecondFactor,
  };

  for (const [command, carryOut] of Object.entries(commands)) {
    api.post(`/users/${command}`, { schema: { body: Body } }, async (request) => {
      const outcome = await carryOut(request.body.user);
      switch (outcome.kind) {
        case 'changed':
          return { changed: true, user: shown(outcome), sessionsEnded: outcome.sessionsEnded };
        case 'unchanged':
          return { changed: false, user: shown(outcome), sessionsEnded: 0 };
        case 'unknown':
          throw new Problem('not_found', { detail: 'Nobody has this address or id.' });
      }
    });
  }
}

const shown = ({ user: { id, email } }: Exclude<ManageUserOutcome, { kind: 'unknown' }>) => ({
  id,
  email: email.address,
});
