import Type from 'typebox';
import { tokenOf, usesBearer } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { SessionBody, sessionBody, UserBody, userBody } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Problem } from '#web/errors.ts';
import { Code, Token } from '#web/fields.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { SecondStepFlow } from './sign-in-second-factor.ts';

export interface SecondStepApiDeps {
  secondStep: SecondStepFlow;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const Body = Type.Object({ code: Code, deviceToken: Type.Optional(Token) });
const Answer = Type.Object({
  status: Type.String({ enum: ['signed_in'] }),
  user: UserBody,
  session: SessionBody,
  token: Type.Optional(Type.String()),
  deviceToken: Type.Optional(Type.String()),
});

export function secondStepApiRoutes(
  api: Api,
  { secondStep, cookies, sessionTokens }: SecondStepApiDeps,
): void {
  const schema = {
    summary: 'Second step of signing in',
    tags: ['sign in'],
    body: Body,
    response: { 200: Answer },
  };

  api.post('/sign-in/second-factor', { config: { access: 'anyone' }, schema }, async (request, reply) => {
    const { code, deviceToken } = request.body;
    const pendingToken = tokenOf(request, cookies, 'pending');
    const isBearer = usesBearer(request);
    const brought = isBearer ? sessionTokens.readApp(deviceToken) : sessionTokens.readBrowser(request);
    const outcome = await secondStep({ pendingToken, code, brought }, clientOf(request));

    switch (outcome.kind) {
      case 'signed_in': {
        const { signIn, user } = outcome;
        const answer = {
          status: 'signed_in',
          user: userBody(user, true),
          session: sessionBody(signIn.session),
        };
        if (isBearer) {
          return {
            ...answer,
            token: signIn.token,
            ...(signIn.deviceToken && { deviceToken: signIn.deviceToken }),
          };
        }
        cookies.clear(reply, 'pending');
        sessionTokens.setSession(reply, signIn);
        sessionTokens.addDevice(request, reply, signIn.deviceToken);
        return answer;
      }
      case 'not_pending':
        throw new Problem('not_authenticated', {
          detail: 'No sign-in waits for a second step. Sign in again.',
        });
      case 'rejected':
        throw new Problem('invalid_code', {
          detail: 'Wrong or used before: wait for the next code in the app.',
        });
      case 'throttled':
        throw rateLimited(outcome.refusal);
    }
  });
}
