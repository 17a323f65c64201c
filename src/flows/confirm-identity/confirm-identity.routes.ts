import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Code, PasswordField, ReturnTo } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { rejectedCode } from '#web/rejected-code.ts';
import { parseReturnTo } from '#web/return-to.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import { type ConfirmedAction, confirmIdentityPage } from './confirm-identity.page.ts';
import type { ConfirmIdentity } from './confirm-identity.ts';

export interface ConfirmIdentityRouteDeps {
  confirmIdentity: ConfirmIdentity;
  currentUser: CurrentUser;
  pages: Pages;
  sessionTokens: SessionTokens;
}

const ConfirmForm = Type.Object({
  password: Type.Optional(PasswordField),
  code: Type.Optional(Code),
  returnTo: Type.Optional(ReturnTo),
});

export function confirmIdentityRoutes(app: FastifyInstance, deps: ConfirmIdentityRouteDeps): void {
  const { confirmIdentity, currentUser, pages, sessionTokens } = deps;
  const config = { access: 'session' } as const;

  const show = async (request: FastifyRequest, form: FormState, returnTo: string | undefined) => {
    const method = await confirmIdentity.methodFor(await currentUser(request));
    const action = actionAt(returnTo);
    return confirmIdentityPage(await pages.contextOf(request), {
      form,
      method,
      returnTo: returnTo ?? '/dashboard',
      action,
    });
  };

  app.get('/confirm-identity', { config }, async (request, reply) => {
    const returnTo = parseReturnTo(queryText(request, 'returnTo'));
    return sendPage(reply, await show(request, emptyForm, returnTo));
  });

  app.post('/confirm-identity', { config }, async (request, reply) => {
    const parsed = parseForm(ConfirmForm, request.body);
    const sent = request.body as Record<string, unknown> | undefined;
    const returnTo = parseReturnTo(sent?.returnTo);
    if (!parsed.isValid)
      return sendPage(reply, await show(request, refill({}, parsed.errors), returnTo), 422);

    const { password, code } = parsed.values;
    const { deviceTokens } = sessionTokens.readBrowser(request);
    const proof = { password, code, deviceTokens };
    const user = await currentUser(request);
    const outcome = await confirmIdentity.confirm(user, requireSession(request), proof, clientOf(request));

    switch (outcome.kind) {
      case 'confirmed':
        sessionTokens.setSession(reply, outcome.started);
        return seeOther(reply, returnTo ?? '/dashboard');
      case 'missing': {
        const form = refill({}, [fieldError(outcome.method, 'required')]);
        return sendPage(reply, await show(request, form, returnTo), 422);
      }
      case 'rejected': {
        const form =
          outcome.method === 'code'
            ? rejectedCode(code ?? '')
            : refill({}, [fieldError('password', 'password_wrong')]);
        return sendPage(reply, await show(request, form, returnTo), 401);
      }
      case 'session_ended':
        return seeOther(reply, '/sign-in');
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        return sendPage(reply, await show(request, { ...emptyForm, retryAfterSeconds }, returnTo), 429);
      }
    }
  });
}

function actionAt(returnTo: string | undefined): ConfirmedAction {
  const path = returnTo?.split('?')[0];
  if (path === '/account/password') return 'changePassword';
  if (path === '/account/export') return 'exportAccount';
  if (path === '/account/delete') return 'deleteAccount';
  if (path === '/account/second-factor/set-up') return 'setUpSecondFactor';
  return path?.startsWith('/account/second-factor') ? 'changeSecondFactor' : 'none';
}
