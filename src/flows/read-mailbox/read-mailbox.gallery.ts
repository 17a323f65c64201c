import { daysAgo, type GalleryPage, ROBIN } from '#web/gallery.ts';
import { mailboxPage, mailPage } from './read-mailbox.page.ts';

const link = 'http://localhost:8080/verify-email?token=0123456789012345678901234567890123456789012';
const mail = {
  id: 'none',
  to: ROBIN.email,
  subject: 'Confirm your address',
  text: `One click, and your account is ready.\n\nConfirm my address:\n${link}`,
  sentAt: daysAgo(0),
};
const at = '/dev/mailbox';

export const readMailboxGallery: readonly GalleryPage[] = [
  { name: 'mailbox', at, show: (context) => mailboxPage(context, { mails: [mail] }) },
  { name: 'mailbox-nothing-found', at, show: (context) => mailboxPage(context, { mails: [] }) },
  { name: 'mail', at, show: (context) => mailPage(context, { mail, links: [link] }) },
];
