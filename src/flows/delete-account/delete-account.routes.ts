import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import { Email } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import type { DeleteAccountApiDeps } from './delete-account.api.routes.ts';
import { accountDeletedPage, deleteAccountPage } from './delete-account.page.ts';

export interface DeleteAccountRouteDeps extends DeleteAccountApiDeps {
  pages: Pages;
}

const DeleteForm = Type.Object({ email: Email });

export function deleteAccountRoutes(app: FastifyInstance, deps: DeleteAccountRouteDeps): void {
  const { deleteAccount, currentUser, cookies, pages } = deps;
  const config = { access: 'fresh_session' } as const;
  const show = async (request: FastifyRequest, form: FormState) =>
    deleteAccountPage(await pages.contextOf(request), { form });

  app.get('/account/delete', { config }, async (request, reply) =>
    sendPage(reply, await show(request, emptyForm)),
  );

  app.post('/account/delete', { config }, async (request, reply) => {
    const user = await currentUser(request);
    const parsed = parseForm(DeleteForm, request.body);
    if (!parsed.isValid)
      return sendPage(reply, await show(request, refill(request.body, parsed.errors)), 422);
    if (parsed.values.email.canonical !== user.email.canonical) {
      const form = refill(request.body, [fieldError('email', 'email_not_yours')]);
      return sendPage(reply, await show(request, form), 422);
    }
    await deleteAccount(user, requireSession(request), clientOf(request));
    cookies.clear(reply, 'session');
    reply.header('clear-site-data', '"cache", "storage"');
    return seeOther(reply, '/account/deleted');
  });

  app.get('/account/deleted', { config: { access: 'anyone' } }, async (request, reply) =>
    sendPage(reply, accountDeletedPage(await pages.contextOf(request))),
  );
}
