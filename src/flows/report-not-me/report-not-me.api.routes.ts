import Type from 'typebox';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import { Problem } from '#web/errors.ts';
import { Token } from '#web/fields.ts';
import type { ReportNotMe } from './report-not-me.ts';

const Body = Type.Object({ token: Token });

export function reportNotMeApiRoutes(api: Api, { reportNotMe }: { reportNotMe: ReportNotMe }): void {
  const schema = {
    summary: 'Say that a notice is about somebody else',
    tags: ['password'],
    body: Body,
    response: { 204: NoContent },
  };

  api.post('/not-me', { config: { access: 'anyone' }, schema }, async (request, reply) => {
    const outcome = await reportNotMe.report(request.body.token, clientOf(request));
    switch (outcome.kind) {
      case 'reported':
        return reply.code(204).send(null);
      case 'invalid_token':
        throw new Problem('invalid_token');
    }
  });
}
