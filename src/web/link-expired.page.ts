import { linkButton, taskCard, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

const expiredLinks = {
  verification: {
    words:
      'Links to confirm an address work once and for 24 hours. If you have confirmed it already, just sign in.',
    wayOn: linkButton('Sign in', '/sign-in'),
    foot: html`Not confirmed yet? ${textLink('Sign up again', '/sign-up')}`,
  },
  reset: {
    words:
      'Links to reset a password work once and for a short time. Ask for a new one and open the latest email.',
    wayOn: linkButton('Send a new link', '/forgot-password'),
    foot: html`Remembered it? ${textLink('Sign in', '/sign-in')}`,
  },
};

export function linkExpiredPage(context: PageContext, { what }: { what: 'verification' | 'reset' }): Html {
  const { words, wayOn, foot } = expiredLinks[what];
  const main = taskCard({ title: 'This link no longer works', lead: words, body: wayOn, foot });
  return layout(context, { title: 'This link no longer works', main });
}
