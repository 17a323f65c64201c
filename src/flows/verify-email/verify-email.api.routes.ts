import Type from 'typebox';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Problem } from '#web/errors.ts';
import { PasswordField, Token } from '#web/fields.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { VerifyEmail } from './verify-email.ts';

export interface VerifyEmailApiDeps {
  verifyEmail: VerifyEmail;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const Body = Type.Object({ token: Token, password: Type.Optional(PasswordField) });

export function verifyEmailApiRoutes(
  api: Api,
  { verifyEmail, cookies, sessionTokens }: VerifyEmailApiDeps,
): void {
  const schema = {
    summary: 'Prove the address',
    tags: ['sign up'],
    body: Body,
    response: { 204: NoContent },
  };

  api.post('/verify-email', { config: { access: 'anyone' }, schema }, async (request, reply) => {
    const { token, password } = request.body;
    const browserToken = cookies.read(request, 'sign_up');
    const outcome = await verifyEmail.verify({ token, password, browserToken }, clientOf(request));

    switch (outcome.kind) {
      case 'verified':
        if (browserToken) cookies.clear(reply, 'sign_up');
        sessionTokens.addDevice(request, reply, outcome.deviceToken);
        return reply.code(204).send(null);
      case 'invalid_token':
        throw new Problem('invalid_token');
      case 'password_needed':
      case 'rejected':
        throw new Problem('invalid_credentials', {
          detail: 'Send the password chosen at sign-up: this is not the browser that signed up.',
        });
      case 'throttled':
        throw rateLimited(outcome.refusal);
    }
  });
}
