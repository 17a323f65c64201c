import { type Html, html } from '#web/html.ts';

type ButtonProps = {
  look?: 'main' | 'quiet' | 'danger' | undefined;
  isSmall?: boolean | undefined;
  isFullWidth?: boolean | undefined;
  /** Words only a screen reader needs, when several buttons on a page read alike. */
  detail?: string | undefined;
};

function buttonClass({
  look = 'main',
  isSmall,
  isFullWidth = look === 'main' && !isSmall,
}: ButtonProps): string {
  return `button button-${look}${isSmall ? ' button-small' : ''}${isFullWidth ? ' w-full' : ''}`;
}

export function button(label: string, props: ButtonProps = {}): Html {
  return html`<button type="submit" class="${buttonClass(props)}">${label}${hiddenWords(props.detail)}</button>`;
}

export function linkButton(label: string, href: string, props: ButtonProps = {}): Html {
  return html`<a href="${href}" class="${buttonClass(props)}">${label}${hiddenWords(props.detail)}</a>`;
}

/** A whole form that is one button: for what changes something and needs nothing typed. */
export function buttonForm(label: string, action: string, props: ButtonProps = {}): Html {
  return html`<form method="post" action="${action}">${button(label, props)}</form>`;
}

export function textLink(label: string, href: string): Html {
  return html`<a href="${href}" class="link">${label}</a>`;
}

/** Hidden until the script finds its attribute and can serve it. */
export function scriptButton(label: string, hook: { name: string; value: string }, detail?: string): Html {
  return html`<button type="button" hidden ${hook.name}="${hook.value}" class="${buttonClass({ look: 'quiet', isSmall: true })}">${label}${hiddenWords(detail)}</button>`;
}

export function copyButton(label: string, text: string, detail: string): Html {
  return html`${scriptButton(label, { name: 'data-copy', value: text }, detail)}<span class="sr-only" role="status" aria-live="polite"></span>`;
}

function hiddenWords(words: string | undefined): Html | undefined {
  return words ? html`<span class="sr-only"> ${words}</span>` : undefined;
}
