import { html as escapingTemplate, raw } from 'hono/html';

declare const escaped: unique symbol;

/** Markup that has been escaped. A plain string is not one, so it cannot slip in where a prop wants Html. */
export type Html = { readonly [escaped]: true };

/** Booleans, null and undefined render as nothing, so `${isOn && html`…`}` reads well. */
export type Child = string | number | boolean | null | undefined | Html | readonly Child[];

/** Escapes every value that is not Html. Promises are refused by type, which keeps rendering synchronous. */
export function html(strings: TemplateStringsArray, ...values: Child[]): Html {
  return escapingTemplate(strings, ...values) as unknown as Html;
}

export function render(page: Html): string {
  return String(page);
}

/** The one way around escaping: only for markup the server itself made, such as the QR code's SVG. */
export function trustedHtml(markup: string): Html {
  return raw(markup) as unknown as Html;
}
