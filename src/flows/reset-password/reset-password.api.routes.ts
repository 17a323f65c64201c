import Type from 'typebox';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import { Problem } from '#web/errors.ts';
import { Email, PasswordField, Proof, Token } from '#web/fields.ts';
import { fieldError } from '#web/form.ts';
import { proofRequired } from '#web/form-guards.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { ResetPassword } from './reset-password.ts';

export interface ResetPasswordApiDeps {
  resetPassword: ResetPassword;
  sessionTokens: SessionTokens;
}

const AskBody = Type.Object({
  email: Email,
  deviceToken: Type.Optional(Token),
  proof: Type.Optional(Proof),
});
const ResetBody = Type.Object({ token: Token, password: PasswordField });
const Asked = Type.Object({ status: Type.String({ enum: ['reset_link_sent'] }) });

export function resetPasswordApiRoutes(
  api: Api,
  { resetPassword, sessionTokens }: ResetPasswordApiDeps,
): void {
  const config = { access: 'anyone' } as const;
  const ask = {
    summary: 'Ask for a reset link',
    tags: ['password'],
    body: AskBody,
    response: { 202: Asked },
  };
  const reset = {
    summary: 'Set a new password',
    tags: ['password'],
    body: ResetBody,
    response: { 204: NoContent },
  };

  api.post('/forgot-password', { config, schema: ask }, async (request, reply) => {
    const { email, deviceToken, proof } = request.body;
    const deviceTokens = sessionTokens.readDevices(request, deviceToken);
    const signs = { deviceTokens, proof, isTrapSprung: request.signs.isTrapSprung };
    const outcome = await resetPassword.ask(email, signs, clientOf(request));
    if (outcome.kind === 'throttled') throw rateLimited(outcome.refusal);
    if (outcome.kind === 'proof_required') throw proofRequired(outcome);
    return reply.code(202).send({ status: 'reset_link_sent' });
  });

  api.post('/reset-password', { config, schema: reset }, async (request, reply) => {
    const { token, password } = request.body;
    const outcome = await resetPassword.reset(token, password, clientOf(request));
    switch (outcome.kind) {
      case 'reset':
        sessionTokens.addDevice(request, reply, outcome.deviceToken);
        return reply.code(204).send(null);
      case 'invalid_token':
        throw new Problem('invalid_token');
      case 'refused':
        throw new Problem('validation_failed', { errors: [fieldError('password', outcome.code)] });
    }
  });
}
