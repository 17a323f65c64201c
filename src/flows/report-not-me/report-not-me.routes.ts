import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { clientOf } from '#web/client.ts';
import { Token } from '#web/fields.ts';
import { parseForm } from '#web/form.ts';
import { linkExpiredPage } from '#web/link-expired.page.ts';
import type { MailedLinks } from '#web/mailed-link.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import { accountShutPage, notMePage } from './report-not-me.page.ts';
import type { ReportNotMe } from './report-not-me.ts';

export interface ReportNotMeRouteDeps {
  reportNotMe: ReportNotMe;
  pages: Pages;
  mailedLinkAt: MailedLinks;
}

const NotMeForm = Type.Object({ token: Token });

export function reportNotMeRoutes(app: FastifyInstance, deps: ReportNotMeRouteDeps): void {
  const { reportNotMe, pages } = deps;
  const link = deps.mailedLinkAt('/not-me');
  const config = { access: 'anyone' } as const;

  app.get('/not-me', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const token = link.tokenOf(request);
    if (!(await reportNotMe.isValid(token))) {
      return sendPage(reply, linkExpiredPage(context, { what: 'not_me' }), 400);
    }
    return link.leaveAddressBar(request, reply, token) ?? sendPage(reply, notMePage(context, { token }));
  });

  app.post('/not-me', { config }, async (request, reply) => {
    const context = await pages.contextOf(request);
    const parsed = parseForm(NotMeForm, request.body);
    if (!parsed.isValid) return sendPage(reply, linkExpiredPage(context, { what: 'not_me' }), 422);
    const outcome = await reportNotMe.report(parsed.values.token, clientOf(request));
    switch (outcome.kind) {
      case 'reported':
        link.forget(request, reply, parsed.values.token);
        return seeOther(reply, '/not-me/done');
      case 'invalid_token':
        return sendPage(reply, linkExpiredPage(context, { what: 'not_me' }), 400);
    }
  });

  app.get('/not-me/done', { config }, async (request, reply) =>
    sendPage(reply, accountShutPage(await pages.contextOf(request))),
  );
}
