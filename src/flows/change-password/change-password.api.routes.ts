import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent, TokenBody } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { PasswordField, Token } from '#web/fields.ts';
import { fieldError } from '#web/form.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { ChangePassword } from './change-password.ts';

export interface ChangePasswordApiDeps {
  changePassword: ChangePassword;
  currentUser: CurrentUser;
  sessionTokens: SessionTokens;
}

const Body = Type.Object({
  currentPassword: PasswordField,
  newPassword: PasswordField,
  deviceToken: Type.Optional(Token),
});

export function changePasswordApiRoutes(api: Api, deps: ChangePasswordApiDeps): void {
  const { changePassword, currentUser, sessionTokens } = deps;
  const response = { 200: TokenBody, 204: NoContent };
  const schema = { summary: 'Change the password', tags: ['password'], body: Body, response };

  api.post('/account/password', { config: { access: 'fresh_session' }, schema }, async (request, reply) => {
    const user = await currentUser(request);
    const { deviceToken, ...typed } = request.body;
    const change = { ...typed, deviceTokens: sessionTokens.readDevices(request, deviceToken) };
    const outcome = await changePassword(user, requireSession(request), change, clientOf(request));

    switch (outcome.kind) {
      case 'changed': {
        const handed = sessionTokens.hand(request, reply, outcome.started);
        return handed.token ? handed : reply.code(204).send(null);
      }
      case 'rejected':
        throw new Problem('invalid_credentials', { detail: 'The current password is wrong.' });
      case 'refused':
        throw new Problem('validation_failed', { errors: [fieldError('newPassword', outcome.code)] });
      case 'session_ended':
        throw new Problem('not_authenticated');
      case 'throttled':
        throw rateLimited(outcome.refusal);
    }
  });
}
