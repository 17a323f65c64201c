import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ShownOnce } from '#domain/recovery-codes/recovery-codes.ts';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Code } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { trustedHtml } from '#web/html.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { markThrottled } from '#web/throttled.ts';
import {
  recoveryCodesPage,
  secondFactorOverviewPage,
  setUpSecondFactorPage,
} from './manage-second-factor.page.ts';
import type { ManageSecondFactor } from './manage-second-factor.ts';
import { qrCodeSvg } from './qr-code.ts';
import { turnOffSecondFactorPage } from './turn-off-second-factor.page.ts';

export interface ManageSecondFactorRouteDeps {
  manageSecondFactor: ManageSecondFactor;
  shownOnce: ShownOnce;
  currentUser: CurrentUser;
  pages: Pages;
  sessionTokens: SessionTokens;
}

const ConfirmForm = Type.Object({ code: Code });
const OVERVIEW = '/account/second-factor';
const CODES = `${OVERVIEW}/recovery-codes`;

export function manageSecondFactorRoutes(app: FastifyInstance, deps: ManageSecondFactorRouteDeps): void {
  const { manageSecondFactor: flow, shownOnce, currentUser, pages, sessionTokens } = deps;
  const fresh = { access: 'fresh_session' } as const;

  const showSetUp = async (request: FastifyRequest, form: FormState) => {
    const user = await currentUser(request);
    const { secret, otpauthUri } = await flow.resumeEnrolment(user, requireSession(request));
    return setUpSecondFactorPage(await pages.contextOf(request), {
      qrCodeSvg: trustedHtml(await qrCodeSvg(otpauthUri)),
      secret,
      secretGroups: secret.match(/.{1,4}/g) ?? [],
      otpauthUri,
      form,
    });
  };

  app.get(OVERVIEW, { config: { access: 'session' } }, async (request, reply) => {
    const overview = await flow.overview(await currentUser(request));
    return sendPage(reply, secondFactorOverviewPage(await pages.contextOf(request), overview));
  });

  app.get(`${OVERVIEW}/set-up`, { config: fresh }, async (request, reply) =>
    sendPage(reply, await showSetUp(request, emptyForm)),
  );

  app.post(`${OVERVIEW}/set-up`, { config: fresh }, async (request, reply) => {
    const parsed = parseForm(ConfirmForm, request.body);
    if (!parsed.isValid) return sendPage(reply, await showSetUp(request, refill({}, parsed.errors)), 422);
    const user = await currentUser(request);
    const outcome = await flow.confirm(user, requireSession(request), parsed.values.code, clientOf(request));

    switch (outcome.kind) {
      case 'turned_on': {
        sessionTokens.setSession(reply, outcome.started);
        await shownOnce.keep(outcome.started.session.id, outcome.recoveryCodes);
        return seeOther(reply, CODES);
      }
      case 'rejected': {
        const form = refill({}, [fieldError('code', 'code_rejected')]);
        return sendPage(reply, await showSetUp(request, form), 401);
      }
      case 'session_ended':
        return seeOther(reply, '/sign-in');
      case 'throttled': {
        const retryAfterSeconds = markThrottled(reply, outcome.refusal);
        return sendPage(reply, await showSetUp(request, { ...emptyForm, retryAfterSeconds }), 429);
      }
    }
  });

  // No HEAD, which would take the codes and show nothing.
  app.get(CODES, { config: { access: 'session' }, exposeHeadRoute: false }, async (request, reply) => {
    const codes = await shownOnce.take(requireSession(request).id);
    if (!codes) return seeOther(reply, OVERVIEW);
    return sendPage(reply, recoveryCodesPage(await pages.contextOf(request), { codes }));
  });

  app.get(`${OVERVIEW}/turn-off`, { config: fresh }, async (request, reply) =>
    sendPage(reply, turnOffSecondFactorPage(await pages.contextOf(request))),
  );

  app.post(`${OVERVIEW}/turn-off`, { config: fresh }, async (request, reply) => {
    await flow.turnOff(await currentUser(request), requireSession(request), clientOf(request));
    return seeOther(reply, OVERVIEW);
  });

  app.post(CODES, { config: { ...fresh, formPage: OVERVIEW } }, async (request, reply) => {
    const codes = await flow.issueRecoveryCodes(
      await currentUser(request),
      requireSession(request),
      clientOf(request),
    );
    if (!codes) return seeOther(reply, OVERVIEW);
    await shownOnce.keep(requireSession(request).id, codes);
    return seeOther(reply, CODES);
  });
}
