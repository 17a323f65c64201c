import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { clientOf } from '#web/client.ts';
import { Email, PasswordField, Token } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { linkExpiredPage } from '#web/link-expired.page.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { forgotPasswordPage, resetLinkSentPage, resetPasswordPage } from './reset-password.page.ts';
import type { ResetPassword } from './reset-password.ts';

export interface ResetPasswordRouteDeps {
  resetPassword: ResetPassword;
  pages: Pages;
  sessionTokens: SessionTokens;
  passwordMinLength: number;
}

const ForgotForm = Type.Object({ email: Email });
const ResetForm = Type.Object({ token: Token, password: PasswordField });
const THROTTLED = 'Many mails were asked for from here. Please wait a while.';

export function resetPasswordRoutes(app: FastifyInstance, deps: ResetPasswordRouteDeps): void {
  const { resetPassword, pages, sessionTokens, passwordMinLength } = deps;
  const config = { access: 'anyone' } as const;

  app.get('/forgot-password', { config }, async (request, reply) =>
    sendPage(reply, forgotPasswordPage(await pages.contextOf(request), { form: emptyForm })),
  );

  app.post('/forgot-password', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const parsed = parseForm(ForgotForm, request.body);
    if (!parsed.isValid) {
      return sendPage(reply, forgotPasswordPage(context, { form: refill(request.body, parsed.errors) }), 422);
    }
    const outcome = await resetPassword.ask(parsed.values.email, clientOf(request));
    if (outcome.kind === 'asked') return seeOther(reply, '/forgot-password/sent');
    const retryAfterSeconds = markThrottled(reply, outcome.refusal);
    const form = { ...refill(request.body, [], THROTTLED), retryAfterSeconds };
    return sendPage(reply, forgotPasswordPage(context, { form }), 429);
  });

  app.get('/forgot-password/sent', { config }, async (request, reply) =>
    sendPage(reply, resetLinkSentPage(await pages.contextOf(request))),
  );

  app.get('/reset-password', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const token = queryText(request, 'token') ?? '';
    if (!(await resetPassword.isValid(token))) {
      return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);
    }
    return sendPage(reply, resetPasswordPage(context, { token, form: emptyForm, passwordMinLength }));
  });

  app.post('/reset-password', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const sent = { token: queryText(request, 'token'), ...(request.body as object) };
    const parsed = parseForm(ResetForm, sent);
    const token = typeof sent.token === 'string' ? sent.token : '';
    const again = (form: FormState) =>
      sendPage(reply, resetPasswordPage(context, { token, form, passwordMinLength }), 422);
    if (!parsed.isValid) return again(refill({}, parsed.errors));

    const outcome = await resetPassword.reset(parsed.values.token, parsed.values.password, clientOf(request));
    switch (outcome.kind) {
      case 'reset':
        sessionTokens.addDevice(request, reply, outcome.deviceToken);
        return seeOther(reply, '/sign-in?notice=password_reset');
      case 'invalid_token':
        return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);
      case 'refused':
        return again(refill({}, [fieldError('password', outcome.code)]));
    }
  });
}
