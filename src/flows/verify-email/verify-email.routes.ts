import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { PasswordField, Token } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { wordsOf } from '#web/language.ts';
import { linkExpiredPage } from '#web/link-expired.page.ts';
import type { MailedLinks } from '#web/mailed-link.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { verifyEmailPage } from './verify-email.page.ts';
import type { VerifyEmail } from './verify-email.ts';
import { de } from './verify-email.words.de.ts';
import { en } from './verify-email.words.en.ts';

export interface VerifyEmailRouteDeps {
  verifyEmail: VerifyEmail;
  pages: Pages;
  mailedLinkAt: MailedLinks;
  cookies: Cookies;
  sessionTokens: SessionTokens;
}

const VerifyForm = Type.Object({ token: Token, password: Type.Optional(PasswordField) });

export function verifyEmailRoutes(app: FastifyInstance, deps: VerifyEmailRouteDeps): void {
  const { verifyEmail, pages, cookies, sessionTokens } = deps;
  const link = deps.mailedLinkAt('/verify-email');
  const config = { access: 'anyone' } as const;

  app.get('/verify-email', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const token = link.tokenOf(request);
    const state = await verifyEmail.look(token, cookies.read(request, 'sign_up'));
    if (state === 'unknown') return sendPage(reply, linkExpiredPage(context, { what: 'verification' }), 400);
    const needsPassword = state === 'password_needed';
    return (
      link.leaveAddressBar(request, reply, token) ??
      sendPage(reply, verifyEmailPage(context, { token, needsPassword, form: emptyForm }))
    );
  });

  app.post('/verify-email', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const parsed = parseForm(VerifyForm, request.body);
    const { token } = { token: '', ...(request.body as object) };
    const again = (form: FormState, status: number) =>
      sendPage(reply, verifyEmailPage(context, { token, needsPassword: true, form }), status);
    if (!parsed.isValid) {
      const isAboutLink = parsed.errors.some(({ field }) => field === 'token');
      if (isAboutLink) return sendPage(reply, linkExpiredPage(context, { what: 'verification' }), 422);
      return again(refill({}, parsed.errors), 422);
    }

    const { password } = parsed.values;
    const browserToken = cookies.read(request, 'sign_up');
    const outcome = await verifyEmail.verify({ token, password, browserToken }, clientOf(request));

    switch (outcome.kind) {
      case 'verified':
        if (browserToken) cookies.clear(reply, 'sign_up');
        sessionTokens.addDevice(request, reply, outcome.deviceToken);
        link.forget(request, reply, token);
        return seeOther(reply, '/sign-in?notice=email_verified');
      case 'invalid_token':
        return sendPage(reply, linkExpiredPage(context, { what: 'verification' }), 400);
      case 'password_needed':
        return again(refill({}, [fieldError('password', 'required')]), 401);
      case 'rejected':
        return again(refill({}, [fieldError('password', 'sign_up_password_wrong')]), 401);
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        const { throttled } = wordsOf(request, { en, de });
        return again({ ...refill({}, [], throttled), retryAfterSeconds }, 429);
      }
    }
  });
}
