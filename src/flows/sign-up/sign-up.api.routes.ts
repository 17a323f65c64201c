import Type from 'typebox';
import { SIGN_UP_LIFETIME } from '#domain/sign-ups/sign-ups.ts';
import type { Api } from '#web/api.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Problem } from '#web/errors.ts';
import { Country, DateOfBirth, Email, Flag, Name, PasswordField, Proof } from '#web/fields.ts';
import { fieldError } from '#web/form.ts';
import { proofRequired } from '#web/form-guards.ts';
import { rateLimited } from '#web/throttled.ts';
import type { SignUpFlow } from './sign-up.ts';

const Body = Type.Object({
  email: Email,
  password: PasswordField,
  firstName: Name,
  lastName: Name,
  country: Type.Optional(Country),
  dateOfBirth: Type.Optional(DateOfBirth),
  enableSecondFactor: Type.Optional(Flag),
  proof: Type.Optional(Proof),
});
const Answer = Type.Object({ status: Type.String({ enum: ['verification_sent'] }) });

export function signUpApiRoutes(
  api: Api,
  { signUp: flow, cookies }: { signUp: SignUpFlow; cookies: Cookies },
): void {
  const config = { access: 'anyone' } as const;
  const signUp = { summary: 'Sign up', tags: ['sign up'], body: Body, response: { 202: Answer } };
  const resend = {
    summary: 'Send the verification mail again',
    tags: ['sign up'],
    response: { 202: Answer },
  };

  api.post('/sign-up', { config, schema: signUp }, async (request, reply) => {
    const { country, dateOfBirth, enableSecondFactor, proof, ...rest } = request.body;
    const wantsSecondFactor = enableSecondFactor ?? false;
    const { language } = request;
    const wishes = { ...rest, country, dateOfBirth, wantsSecondFactor, language };
    const { isTrapSprung } = request.signs;
    const outcome = await flow.signUp(wishes, { proof, isTrapSprung }, clientOf(request));

    switch (outcome.kind) {
      case 'verification_sent':
        cookies.set(reply, 'sign_up', outcome.browserToken, SIGN_UP_LIFETIME);
        return reply.code(202).send({ status: 'verification_sent' });
      case 'refused':
        throw new Problem('validation_failed', { errors: [fieldError(outcome.field, outcome.code)] });
      case 'throttled':
        throw rateLimited(outcome.refusal);
      case 'proof_required':
        throw proofRequired(outcome);
    }
  });

  api.post('/sign-up/resend', { config, schema: resend }, async (request, reply) => {
    await flow.resend(cookies.read(request, 'sign_up'), clientOf(request));
    return reply.code(202).send({ status: 'verification_sent' });
  });
}
