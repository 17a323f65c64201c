import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { tokenOf } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Code } from '#web/fields.ts';
import { parseForm, refill } from '#web/form.ts';
import { emptyForm } from '#web/form-state.ts';
import { wordsOf } from '#web/language.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import { rejectedCode } from '#web/rejected-code.ts';
import { parseReturnTo } from '#web/return-to.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { secondFactorPage, stoppedPage } from './second-factor.page.ts';
import type { SecondStepFlow } from './sign-in-second-factor.ts';
import { de } from './sign-in-second-factor.words.de.ts';
import { en } from './sign-in-second-factor.words.en.ts';

export interface SecondStepRouteDeps {
  secondStep: SecondStepFlow;
  pages: Pages;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const SecondStepForm = Type.Object({ code: Code });

export function secondStepRoutes(app: FastifyInstance, deps: SecondStepRouteDeps): void {
  const { secondStep, pages, cookies, sessionTokens } = deps;
  const config = { access: 'anyone' } as const;

  app.get('/sign-in/second-factor', { config }, async (request, reply) => {
    if (!tokenOf(request, cookies, 'pending')) return seeOther(reply, '/sign-in');
    return sendPage(reply, secondFactorPage(await pages.contextOf(request), { form: emptyForm }));
  });

  app.post('/sign-in/second-factor', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const parsed = parseForm(SecondStepForm, request.body);
    if (!parsed.isValid) {
      return sendPage(reply, secondFactorPage(context, { form: refill({}, parsed.errors) }), 422);
    }
    const pendingToken = tokenOf(request, cookies, 'pending');
    const step = { pendingToken, code: parsed.values.code, brought: sessionTokens.readBrowser(request) };
    const outcome = await secondStep(step, clientOf(request));

    switch (outcome.kind) {
      case 'signed_in':
        cookies.clear(reply, 'pending');
        sessionTokens.setSession(reply, outcome.signIn);
        sessionTokens.addDevice(request, reply, outcome.signIn.deviceToken);
        return seeOther(reply, parseReturnTo(outcome.returnTo) ?? '/dashboard');
      case 'not_pending':
        return seeOther(reply, '/sign-in');
      case 'rejected': {
        const form = rejectedCode(parsed.values.code);
        return sendPage(reply, secondFactorPage(context, { form }), 401);
      }
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        if (outcome.refusal.limit === 'second_step_in_a_row')
          return sendPage(reply, stoppedPage(context), 429);
        const say = wordsOf(request, { en, de });
        const form = { ...refill({}, [], say.throttled), retryAfterSeconds };
        return sendPage(reply, secondFactorPage(context, { form }), 429);
      }
    }
  });
}
