import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { PENDING_LIFETIME } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Email, Flag, PasswordField, ReturnTo } from '#web/fields.ts';
import { parseForm, refill } from '#web/form.ts';
import { emptyForm } from '#web/form-state.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { parseReturnTo, withReturnTo } from '#web/return-to.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { signInPage } from './sign-in.page.ts';
import type { SignIn } from './sign-in.ts';

export interface SignInRouteDeps {
  signIn: SignIn;
  pages: Pages;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const SignInForm = Type.Object({
  email: Email,
  password: PasswordField,
  remember: Flag,
  returnTo: Type.Optional(ReturnTo),
});

const REJECTED = 'Email address or password is wrong.';
const THROTTLED = 'There were too many tries. Please wait a moment before the next one.';

export function signInRoutes(
  app: FastifyInstance,
  { signIn, pages, cookies, sessionTokens }: SignInRouteDeps,
): void {
  app.get('/sign-in', { config: { access: 'visitor' } }, async (request, reply) => {
    const returnTo = parseReturnTo(queryText(request, 'returnTo'));
    if (request.session) return seeOther(reply, returnTo ?? '/dashboard');
    const notice = NOTICES.find((known) => known === queryText(request, 'notice'));
    return sendPage(reply, signInPage(await pages.contextOf(request), { form: emptyForm, returnTo, notice }));
  });

  app.post('/sign-in', { config: { access: 'anyone' } }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const parsed = parseForm(SignInForm, request.body);
    if (!parsed.isValid) {
      return sendPage(reply, signInPage(context, { form: refill(request.body, parsed.errors) }), 422);
    }
    const { email, password, remember } = parsed.values;
    const returnTo = parseReturnTo(parsed.values.returnTo);
    const brought = sessionTokens.readBrowser(request);
    const credentials = { email, password, isRemembered: remember, returnTo, brought };
    const outcome = await signIn(credentials, clientOf(request));

    switch (outcome.kind) {
      case 'signed_in':
        sessionTokens.setSession(reply, outcome.signIn);
        sessionTokens.addDevice(request, reply, outcome.signIn.deviceToken);
        return seeOther(reply, afterSignIn(outcome.user.wantsSecondFactor, returnTo));
      case 'second_factor_required':
        cookies.set(reply, 'pending', outcome.pending.token, PENDING_LIFETIME);
        return seeOther(reply, '/sign-in/second-factor');
      case 'rejected': {
        const form = refill(request.body, [], REJECTED);
        return sendPage(reply, signInPage(context, { form, returnTo }), 401);
      }
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        const form = { ...refill(request.body, [], THROTTLED), retryAfterSeconds };
        return sendPage(reply, signInPage(context, { form, returnTo }), 429);
      }
    }
  });
}

const NOTICES = ['email_verified', 'password_reset', 'signed_out'] as const;

/** Somebody who asked for a second factor at sign-up is led to its set-up first. */
function afterSignIn(wantsSecondFactor: boolean, returnTo: string | undefined): string {
  return wantsSecondFactor
    ? withReturnTo('/account/second-factor/set-up', returnTo)
    : (returnTo ?? '/dashboard');
}
