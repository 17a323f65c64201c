import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { PasswordField } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { changePasswordPage } from './change-password.page.ts';
import type { ChangePassword } from './change-password.ts';

export interface ChangePasswordRouteDeps {
  changePassword: ChangePassword;
  currentUser: CurrentUser;
  pages: Pages;
  sessionTokens: SessionTokens;
  passwordMinLength: number;
}

const ChangeForm = Type.Object({ currentPassword: PasswordField, newPassword: PasswordField });

export function changePasswordRoutes(app: FastifyInstance, deps: ChangePasswordRouteDeps): void {
  const { changePassword, currentUser, pages, sessionTokens, passwordMinLength } = deps;
  const config = { access: 'fresh_session' } as const;
  const show = async (request: FastifyRequest, form: FormState, isSaved = false) =>
    changePasswordPage(await pages.contextOf(request), { form, passwordMinLength, isSaved });

  app.get('/account/password', { config }, async (request, reply) =>
    sendPage(reply, await show(request, emptyForm, queryText(request, 'saved') === 'yes')),
  );

  app.post('/account/password', { config }, async (request, reply) => {
    const parsed = parseForm(ChangeForm, request.body);
    if (!parsed.isValid) return sendPage(reply, await show(request, refill({}, parsed.errors)), 422);
    const user = await currentUser(request);
    const { deviceTokens } = sessionTokens.readBrowser(request);
    const change = { ...parsed.values, deviceTokens };
    const outcome = await changePassword(user, requireSession(request), change, clientOf(request));

    switch (outcome.kind) {
      case 'changed':
        sessionTokens.setSession(reply, outcome.started);
        return seeOther(reply, '/account/password?saved=yes');
      case 'rejected': {
        const form = refill({}, [fieldError('currentPassword', 'password_wrong')]);
        return sendPage(reply, await show(request, form), 401);
      }
      case 'refused': {
        const form = refill({}, [fieldError('newPassword', outcome.code)]);
        return sendPage(reply, await show(request, form), 422);
      }
      case 'session_ended':
        return seeOther(reply, '/sign-in');
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        return sendPage(reply, await show(request, { ...emptyForm, retryAfterSeconds }), 429);
      }
    }
  });
}
