import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { SIGN_UP_LIFETIME } from '#domain/sign-ups/sign-ups.ts';
import type { ProofRequired } from '#domain/suspicion/suspicion.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { listCountries } from '#web/countries.ts';
import { Country, DateOfBirth, Email, Flag, Name, PasswordField, Proof } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { type FormGuards, guardWords } from '#web/form-guards.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { wordsOf } from '#web/language.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { mustSendAgain } from '#web/signs.ts';
import { markThrottled } from '#web/throttled.ts';
import { checkInboxPage, signUpPage } from './sign-up.page.ts';
import type { SignUpFlow } from './sign-up.ts';
import { de } from './sign-up.words.de.ts';
import { en } from './sign-up.words.en.ts';

export interface SignUpRouteDeps {
  signUp: SignUpFlow;
  pages: Pages;
  cookies: Cookies;
  formGuards: FormGuards;
  passwordMinLength: number;
}

const SignUpForm = Type.Object({
  firstName: Name,
  lastName: Name,
  email: Email,
  password: PasswordField,
  country: Type.Optional(Country),
  dateOfBirth: Type.Optional(DateOfBirth),
  enableSecondFactor: Flag,
  proof: Type.Optional(Proof),
});

export function signUpRoutes(app: FastifyInstance, deps: SignUpRouteDeps): void {
  const { signUp: flow, pages, cookies, formGuards, passwordMinLength } = deps;
  const show = async (request: FastifyRequest, form: FormState, asked?: ProofRequired) => {
    const guard = await formGuards.of(request, 'sign_up', asked);
    const context = await pages.contextOf(request);
    return signUpPage(context, { form, guard, countries: listCountries(request), passwordMinLength });
  };

  app.get('/sign-up', { config: { access: 'visitor' } }, async (request, reply) =>
    request.session ? seeOther(reply, '/dashboard') : sendPage(reply, await show(request, emptyForm)),
  );

  app.post('/sign-up', { config: { access: 'anyone' } }, async (request, reply) => {
    const parsed = parseForm(SignUpForm, request.body);
    if (!parsed.isValid)
      return sendPage(reply, await show(request, refill(request.body, parsed.errors)), 422);
    if (mustSendAgain(request.signs))
      return sendPage(
        reply,
        await show(request, refill(request.body, [], guardWords(request).sendAgain)),
        422,
      );
    const { country, dateOfBirth, enableSecondFactor: wantsSecondFactor, proof, ...rest } = parsed.values;
    const { isTrapSprung } = request.signs;
    const { language } = request;
    const wishes = { ...rest, country, dateOfBirth, wantsSecondFactor, language };
    const outcome = await flow.signUp(wishes, { proof, isTrapSprung }, clientOf(request));

    switch (outcome.kind) {
      case 'verification_sent':
        cookies.set(reply, 'sign_up', outcome.browserToken, SIGN_UP_LIFETIME);
        return seeOther(reply, '/sign-up/check-inbox');
      case 'refused': {
        const form = refill(request.body, [fieldError(outcome.field, outcome.code)]);
        return sendPage(reply, await show(request, form), 422);
      }
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        const form = {
          ...refill(request.body, [], wordsOf(request, { en, de }).throttled),
          retryAfterSeconds,
        };
        return sendPage(reply, await show(request, form), 429);
      }
      case 'proof_required':
        return sendPage(
          reply,
          await show(request, refill(request.body, [], guardWords(request).proofAsked), outcome),
          403,
        );
    }
  });

  app.get('/sign-up/check-inbox', { config: { access: 'anyone' } }, async (request, reply) => {
    const resent = queryText(request, 'resent') === 'yes';
    return sendPage(reply, checkInboxPage(await pages.contextOf(request), { resent }));
  });

  app.post(
    '/sign-up/resend',
    { config: { access: 'anyone', formPage: '/sign-up/check-inbox' } },
    async (request, reply) => {
      await flow.resend(cookies.read(request, 'sign_up'), clientOf(request));
      return seeOther(reply, '/sign-up/check-inbox?resent=yes');
    },
  );
}
