import type { FastifyInstance } from 'fastify';
import type { MailId } from '#domain/ids.ts';
import type { LocalMailbox } from '#domain/local-mailbox/local-mailbox.ts';
import { Problem } from '#web/errors.ts';
import { type Pages, sendPage } from '#web/pages.ts';
import { parseId } from '#web/parse-id.ts';
import { mailboxPage, mailPage } from './read-mailbox.page.ts';

export interface ReadMailboxDeps {
  mailbox: LocalMailbox;
  pages: Pages;
}

/** Registered only where no mail server is configured and the origin is loopback: it shows everybody's mail. */
export function readMailboxRoutes(app: FastifyInstance, { mailbox, pages }: ReadMailboxDeps): void {
  const config = { access: 'anyone' } as const;
  app.get('/dev/mailbox', { config }, async (request, reply) =>
    sendPage(reply, mailboxPage(await pages.contextOf(request), { mails: await mailbox.list() })),
  );

  app.get<{ Params: { id: string } }>('/dev/mailbox/:id', { config }, async (request, reply) => {
    const id = parseId<MailId>(request.params.id);
    const mail = id && (await mailbox.find(id));
    if (!mail) throw new Problem('not_found');
    const links = mail.text.match(/https?:\/\/\S+/g) ?? [];
    return sendPage(reply, mailPage(await pages.contextOf(request), { mail, links }));
  });

  app.get('/dev/mailbox.json', { config }, async () => mailbox.list());
}
