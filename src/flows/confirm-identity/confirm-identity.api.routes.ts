import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent, TokenBody } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { Code, PasswordField, Token } from '#web/fields.ts';
import { fieldError } from '#web/form.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { ConfirmIdentity } from './confirm-identity.ts';

export interface ConfirmIdentityApiDeps {
  confirmIdentity: ConfirmIdentity;
  currentUser: CurrentUser;
  sessionTokens: SessionTokens;
}

const Body = Type.Object({
  password: Type.Optional(PasswordField),
  code: Type.Optional(Code),
  deviceToken: Type.Optional(Token),
});

export function confirmIdentityApiRoutes(api: Api, deps: ConfirmIdentityApiDeps): void {
  const { confirmIdentity, currentUser, sessionTokens } = deps;
  const response = { 200: TokenBody, 204: NoContent };
  const schema = { summary: 'Prove again who you are', tags: ['session'], body: Body, response };

  api.post('/confirm-identity', { config: { access: 'session' }, schema }, async (request, reply) => {
    const { password, code, deviceToken } = request.body;
    const proof = { password, code, deviceTokens: sessionTokens.readDevices(request, deviceToken) };
    const user = await currentUser(request);
    const outcome = await confirmIdentity.confirm(user, requireSession(request), proof, clientOf(request));

    switch (outcome.kind) {
      case 'confirmed': {
        const handed = sessionTokens.hand(request, reply, outcome.started);
        return handed.token ? handed : reply.code(204).send(null);
      }
      case 'missing':
        throw new Problem('validation_failed', { errors: [fieldError(outcome.method, 'required')] });
      case 'rejected':
        throw new Problem(outcome.method === 'code' ? 'invalid_code' : 'invalid_credentials', {
          detail:
            outcome.method === 'code' ? 'The code is wrong or was used before.' : 'The password is wrong.',
        });
      case 'session_ended':
        throw new Problem('not_authenticated');
      case 'throttled':
        throw rateLimited(outcome.refusal);
    }
  });
}
