import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ProofRequired } from '#domain/suspicion/suspicion.ts';
import { clientOf } from '#web/client.ts';
import { Email, PasswordField, Proof, Token } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { type FormGuards, guardWords } from '#web/form-guards.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { wordsOf } from '#web/language.ts';
import { linkExpiredPage } from '#web/link-expired.page.ts';
import type { MailedLinks } from '#web/mailed-link.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { mustSendAgain } from '#web/signs.ts';
import { markThrottled } from '#web/throttled.ts';
import { forgotPasswordPage, resetLinkSentPage, resetPasswordPage } from './reset-password.page.ts';
import type { ResetPassword } from './reset-password.ts';
import { de } from './reset-password.words.de.ts';
import { en } from './reset-password.words.en.ts';

export interface ResetPasswordRouteDeps {
  resetPassword: ResetPassword;
  pages: Pages;
  mailedLinkAt: MailedLinks;
  sessionTokens: SessionTokens;
  formGuards: FormGuards;
  passwordMinLength: number;
}

const ForgotForm = Type.Object({ email: Email, proof: Type.Optional(Proof) });
const ResetForm = Type.Object({ token: Token, password: PasswordField });

export function resetPasswordRoutes(app: FastifyInstance, deps: ResetPasswordRouteDeps): void {
  const { resetPassword, pages, sessionTokens, formGuards, passwordMinLength } = deps;
  const link = deps.mailedLinkAt('/reset-password');
  const config = { access: 'anyone' } as const;
  const showForgot = async (request: FastifyRequest, form: FormState, asked?: ProofRequired) => {
    const guard = await formGuards.of(request, 'forgot_password', asked);
    return forgotPasswordPage(await pages.contextOf(request), { form, guard });
  };

  app.get('/forgot-password', { config }, async (request, reply) =>
    sendPage(reply, await showForgot(request, emptyForm)),
  );

  app.post('/forgot-password', { config }, async (request, reply) => {
    const parsed = parseForm(ForgotForm, request.body);
    if (!parsed.isValid)
      return sendPage(reply, await showForgot(request, refill(request.body, parsed.errors)), 422);
    if (mustSendAgain(request.signs))
      return sendPage(
        reply,
        await showForgot(request, refill(request.body, [], guardWords(request).sendAgain)),
        422,
      );
    const { email, proof } = parsed.values;
    const { deviceTokens } = sessionTokens.readBrowser(request);
    const signs = { deviceTokens, proof, isTrapSprung: request.signs.isTrapSprung };
    const outcome = await resetPassword.ask(email, signs, clientOf(request));
    switch (outcome.kind) {
      case 'asked':
        return seeOther(reply, '/forgot-password/sent');
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        const form = {
          ...refill(request.body, [], wordsOf(request, { en, de }).throttled),
          retryAfterSeconds,
        };
        return sendPage(reply, await showForgot(request, form), 429);
      }
      case 'proof_required':
        return sendPage(
          reply,
          await showForgot(request, refill(request.body, [], guardWords(request).proofAsked), outcome),
          403,
        );
    }
  });

  app.get('/forgot-password/sent', { config }, async (request, reply) =>
    sendPage(reply, resetLinkSentPage(await pages.contextOf(request))),
  );

  app.get('/reset-password', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const token = link.tokenOf(request);
    if (!(await resetPassword.isValid(token))) {
      return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);
    }
    return (
      link.leaveAddressBar(request, reply, token) ??
      sendPage(reply, resetPasswordPage(context, { token, form: emptyForm, passwordMinLength }))
    );
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
        link.forget(request, reply, token);
        return seeOther(reply, '/sign-in?notice=password_reset');
      case 'invalid_token':
        return sendPage(reply, linkExpiredPage(context, { what: 'reset' }), 400);
      case 'refused':
        return again(refill({}, [fieldError('password', outcome.code)]));
    }
  });
}
