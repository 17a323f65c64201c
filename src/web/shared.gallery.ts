import {
  badge,
  button,
  buttonForm,
  card,
  checkbox,
  codeForms,
  codeInput,
  copyButton,
  descriptionRows,
  deviceList,
  errorSummary,
  eventList,
  linkButton,
  messageCard,
  notice,
  pageHeading,
  passwordField,
  securityTabs,
  switchField,
  switchForm,
  textField,
  textLink,
} from './components/components.ts';
import { errorPage } from './error.page.ts';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import { emptyForm } from './form-state.ts';
import { daysAgo, filledWith, type GalleryPage, mistaken, throttled } from './gallery.ts';
import { type Html, html } from './html.ts';
import { layout, type PageContext } from './layout.ts';
import { linkExpiredPage } from './link-expired.page.ts';
import { rejectedCode } from './rejected-code.ts';

export const componentGallery: readonly GalleryPage[] = [
  { name: 'components', at: '/dev/gallery', show: componentsPage },
  { name: 'components-mistaken', at: '/dev/gallery', show: mistakenComponentsPage },
];

const REQUEST_ID = '01890000-0000-7000-8000-000000000001';

export const errorGallery: readonly GalleryPage[] = (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => ({
  name: `error-${code.replaceAll('_', '-')}`,
  at: '/nowhere',
  show: (context) => errorPage(context, { code, status: ERROR_CODES[code][0], requestId: REQUEST_ID }),
}));

export const expiredLinkGallery: readonly GalleryPage[] = (['verification', 'reset', 'not_me'] as const).map(
  (what) => ({
    name: `link-expired-${what.replace('_', '-')}`,
    at: '/verify-email',
    show: (context) => linkExpiredPage(context, { what }),
  }),
);

/** What is one per page, such as a summary of mistakes, is on the second one. */
function componentsPage(context: PageContext): Html {
  const [one, ...others] = [DEVICE, { ...DEVICE, id: 'second', isCurrent: false, lastSeenAt: daysAgo(20) }];
  const main = html`
    ${pageHeading('Components', 'A page’s heading, and what it is about')}
    ${securityTabs(context, 'second-factor')}
    <div class="space-y-5">
      ${(['hint', 'success', 'warning', 'problem'] as const).map((tone) => notice(tone, `A notice of the tone “${tone}”`))}
      ${messageCard({ tone: 'hint', title: 'A card with a message', words: 'And what to do about it', wayOn: linkButton('The way on', '#main', { isSmall: true }) })}
      ${card({
        id: 'buttons',
        title: 'Buttons, links, badges',
        aside: badge('hint', 'hint'),
        body: html`<div class="flex flex-wrap items-center gap-3">
            ${button('Main', { isFullWidth: false })} ${button('Main, small', { isSmall: true })}
            ${buttonForm('Quiet', '#main', { look: 'quiet' })} ${buttonForm('Danger, small', '#main', { look: 'danger', isSmall: true })}
            ${copyButton('Copy', 'copied', 'these words')} ${textLink('A link', '#main')}
            ${badge('success', 'success')} ${badge('warning', 'warning')}
          </div>`,
      })}
      ${card({
        id: 'fields',
        title: 'Fields, empty and filled',
        body: html`
          ${textField(context, { form: emptyForm, name: 'empty', label: 'Empty', hint: 'With a hint', isOptional: true })}
          ${textField(context, { form: filledWith({ filled: 'robin@example.org' }), name: 'filled', label: 'Filled' })}
          ${passwordField(context, { form: emptyForm, name: 'password', label: 'Password', autocomplete: 'new-password', aside: textLink('Beside it', '#main') })}
          ${codeInput(context, { form: emptyForm, name: 'code', label: 'Six digits' })}
          ${checkbox({ form: filledWith({ ticked: 'true' }), name: 'ticked', label: 'Ticked' })}
          ${switchField({ form: emptyForm, name: 'off', label: 'A switch, off', hint: 'With a hint' })}
          ${switchField({ form: filledWith({ on: 'true' }), name: 'on', label: 'A switch, on' })}`,
      })}
      ${card({
        id: 'switches',
        title: 'Switches that lead on',
        body: [true, false].map((isOn) =>
          switchForm({ label: isOn ? 'One' : 'Another', state: isOn ? 'On' : 'Off', isOn, action: '#main' }),
        ),
      })}
      ${card({
        id: 'devices',
        title: 'Devices',
        body: deviceList(
          context,
          [one, ...others].filter((each) => each !== undefined),
        ),
      })}
      ${card({ id: 'events', title: 'Nothing found', body: eventList(context, []) })}
      ${card({ id: 'rows', title: 'Rows', body: descriptionRows([{ term: 'Term', description: 'Description' }]) })}
    </div>`;
  return layout(context, { title: 'Components', main, wide: true });
}

const DEVICE = {
  id: 'first',
  device: 'Firefox on Linux',
  ip: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
  createdAt: daysAgo(3),
  lastSeenAt: daysAgo(0),
  isCurrent: true,
};

function mistakenComponentsPage(context: PageContext): Html {
  const form = {
    ...mistaken({ address: 'email_invalid', secret: 'required' }),
    ...throttled,
    alert: 'What is wrong as a whole',
  };
  const main = html`
    ${pageHeading('Components with mistakes')}
    <div class="space-y-5">
      ${errorSummary(context, { ...form, errors: mistaken({ address: 'email_invalid', secret: 'required' }).errors })}
      ${textField(context, { form: mistaken({ address: 'email_invalid' }, { address: 'robin@' }), name: 'address', label: 'Mistaken', hint: 'With a hint' })}
      ${passwordField(context, { form: mistaken({ secret: 'required' }), name: 'secret', label: 'Password', autocomplete: 'current-password' })}
      ${codeForms(context, { form: rejectedCode('abcd-efgh'), action: '#main', submitLabel: 'Send' })}
    </div>`;
  return layout(context, { title: 'Components with mistakes', main });
}
