import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { PENDING_LIFETIME } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import type { ProofRequired } from '#domain/suspicion/suspicion.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { Email, Flag, PasswordField, Proof, ReturnTo } from '#web/fields.ts';
import { parseForm, refill } from '#web/form.ts';
import { type FormGuards, guardWords } from '#web/form-guards.ts';
import { emptyForm } from '#web/form-state.ts';
import { wordsOf } from '#web/language.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { parseReturnTo, withReturnTo } from '#web/return-to.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { type SignInPageProps, signInPage } from './sign-in.page.ts';
import type { SignIn } from './sign-in.ts';
import { de } from './sign-in.words.de.ts';
import { en } from './sign-in.words.en.ts';

export interface SignInRouteDeps {
  signIn: SignIn;
  pages: Pages;
  cookies: Cookies;
  sessionTokens: SessionTokens;
  formGuards: FormGuards;
}

const SignInForm = Type.Object({
  email: Email,
  password: PasswordField,
  remember: Flag,
  returnTo: Type.Optional(ReturnTo),
  proof: Type.Optional(Proof),
});

export function signInRoutes(app: FastifyInstance, deps: SignInRouteDeps): void {
  const { signIn, pages, cookies, sessionTokens, formGuards } = deps;
  const show = async (
    request: FastifyRequest,
    shown: Omit<SignInPageProps, 'guard' | 'isProofAsked'>,
    asked?: ProofRequired,
  ) => {
    const guard = await formGuards.of(request, 'sign_in', asked);
    const isProofAsked = asked !== undefined;
    return signInPage(await pages.contextOf(request), { ...shown, guard, isProofAsked });
  };

  app.get('/sign-in', { config: { access: 'visitor' } }, async (request, reply) => {
    const returnTo = parseReturnTo(queryText(request, 'returnTo'));
    if (request.session) return seeOther(reply, returnTo ?? '/dashboard');
    const notice = NOTICES.find((known) => known === queryText(request, 'notice'));
    return sendPage(reply, await show(request, { form: emptyForm, returnTo, notice }));
  });

  app.post('/sign-in', { config: { access: 'anyone' } }, async (request, reply) => {
    const parsed = parseForm(SignInForm, request.body);
    if (!parsed.isValid) {
      return sendPage(reply, await show(request, { form: refill(request.body, parsed.errors) }), 422);
    }
    const say = wordsOf(request, { en, de });
    const { email, password, remember, proof } = parsed.values;
    const { isTrapSprung, age } = request.signs;
    const returnTo = parseReturnTo(parsed.values.returnTo);
    const brought = sessionTokens.readBrowser(request);
    const signs = { proof, isTrapSprung, isHasty: age === 'hasty' || age === 'forged' };
    const credentials = { email, password, isRemembered: remember, returnTo, brought, ...signs };
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
        const form = refill(request.body, [], say.rejected);
        return sendPage(reply, await show(request, { form, returnTo }), 401);
      }
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        const form = { ...refill(request.body, [], say.throttled), retryAfterSeconds };
        return sendPage(reply, await show(request, { form, returnTo }), 429);
      }
      case 'proof_required': {
        const form = refill(request.body, [], guardWords(request).proofAsked);
        return sendPage(reply, await show(request, { form, returnTo }, outcome), 403);
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
