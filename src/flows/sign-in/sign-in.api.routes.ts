import Type from 'typebox';
import { PENDING_LIFETIME } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import type { Api } from '#web/api.ts';
import { SessionBody, sessionBody, UserBody, userBody } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Problem } from '#web/errors.ts';
import { Email, Flag, PasswordField, Proof, Token, Transport } from '#web/fields.ts';
import { proofRequired } from '#web/form-guards.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { SignIn } from './sign-in.ts';

export interface SignInApiDeps {
  signIn: SignIn;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const Body = Type.Object({
  email: Email,
  password: PasswordField,
  remember: Type.Optional(Flag),
  transport: Type.Optional(Transport),
  deviceToken: Type.Optional(Token),
  proof: Type.Optional(Proof),
});

const Answer = Type.Object({
  status: Type.String({ enum: ['signed_in', 'second_factor_required'] }),
  user: Type.Optional(UserBody),
  session: Type.Optional(SessionBody),
  nextStep: Type.Optional(Type.String({ enum: ['set_up_second_factor'] })),
  methods: Type.Optional(Type.Array(Type.String())),
  expiresAt: Type.Optional(Type.String()),
  token: Type.Optional(Type.String()),
  deviceToken: Type.Optional(Type.String()),
});

export function signInApiRoutes(api: Api, { signIn, cookies, sessionTokens }: SignInApiDeps): void {
  const schema = { summary: 'Sign in', tags: ['sign in'], body: Body, response: { 200: Answer } };

  api.post('/sign-in', { config: { access: 'anyone' }, schema }, async (request, reply) => {
    const { email, password, remember: isRemembered = false, transport, deviceToken, proof } = request.body;
    const isBearer = transport === 'bearer';
    const brought = isBearer ? sessionTokens.readApp(deviceToken) : sessionTokens.readBrowser(request);
    const signs = { proof, isTrapSprung: request.signs.isTrapSprung, isHasty: false };
    const credentials = { email, password, isRemembered, returnTo: undefined, brought, ...signs };
    const outcome = await signIn(credentials, clientOf(request));

    switch (outcome.kind) {
      case 'signed_in': {
        const { signIn: started, user } = outcome;
        if (!isBearer) {
          sessionTokens.setSession(reply, started);
          sessionTokens.addDevice(request, reply, started.deviceToken);
        }
        return {
          status: 'signed_in',
          user: userBody(user, false),
          session: sessionBody(started.session),
          ...(user.wantsSecondFactor && { nextStep: 'set_up_second_factor' }),
          ...(isBearer && { token: started.token }),
          ...(isBearer && started.deviceToken && { deviceToken: started.deviceToken }),
        };
      }
      case 'second_factor_required': {
        const { token, pending } = outcome.pending;
        if (!isBearer) cookies.set(reply, 'pending', token, PENDING_LIFETIME);
        return {
          status: 'second_factor_required',
          methods: ['totp', 'recovery_code'],
          expiresAt: pending.expiresAt.toISOString(),
          ...(isBearer && { token }),
        };
      }
      case 'rejected':
        throw new Problem('invalid_credentials', {
          detail: 'If you signed up just now, open the link in our mail first.',
        });
      case 'throttled':
        throw rateLimited(outcome.refusal);
      case 'proof_required':
        throw proofRequired(outcome);
    }
  });
}
