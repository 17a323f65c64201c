import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { SIGN_UP_LIFETIME } from '#domain/sign-ups/sign-ups.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { listCountries } from '#web/countries.ts';
import { Country, DateOfBirth, Email, Flag, Name, PasswordField } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { markThrottled } from '#web/throttled.ts';
import { checkInboxPage, signUpPage } from './sign-up.page.ts';
import type { SignUpFlow } from './sign-up.ts';

export interface SignUpRouteDeps {
  signUp: SignUpFlow;
  pages: Pages;
  cookies: Cookies;
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
});

const THROTTLED = 'There were many sign-ups from here. Please wait a while before the next one.';

export function signUpRoutes(app: FastifyInstance, deps: SignUpRouteDeps): void {
  const { signUp: flow, pages, cookies, passwordMinLength } = deps;
  const show = async (request: Parameters<Pages['contextOf']>[0], form: FormState) =>
    signUpPage(await pages.contextOf(request), { form, countries: listCountries(), passwordMinLength });

  app.get('/sign-up', { config: { access: 'visitor' } }, async (request, reply) =>
    request.session ? seeOther(reply, '/dashboard') : sendPage(reply, await show(request, emptyForm)),
  );

  app.post('/sign-up', { config: { access: 'anyone' } }, async (request, reply) => {
    const parsed = parseForm(SignUpForm, request.body);
    if (!parsed.isValid)
      return sendPage(reply, await show(request, refill(request.body, parsed.errors)), 422);
    const { country, dateOfBirth, enableSecondFactor: wantsSecondFactor, ...rest } = parsed.values;
    const outcome = await flow.signUp(
      { ...rest, country, dateOfBirth, wantsSecondFactor },
      clientOf(request),
    );

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
        const form = { ...refill(request.body, [], THROTTLED), retryAfterSeconds };
        return sendPage(reply, await show(request, form), 429);
      }
    }
  });

  app.get('/sign-up/check-inbox', { config: { access: 'anyone' } }, async (request, reply) => {
    const resent = queryText(request, 'resent') === 'yes';
    return sendPage(reply, checkInboxPage(await pages.contextOf(request), { resent }));
  });

  app.post('/sign-up/resend', { config: { access: 'anyone' } }, async (request, reply) => {
    await flow.resend(cookies.read(request, 'sign_up'), clientOf(request));
    return seeOther(reply, '/sign-up/check-inbox?resent=yes');
  });
}
