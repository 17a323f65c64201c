import { type Brand, mailLogo } from '#web/brand.ts';
import { GROUNDS } from '#web/brand-tones.ts';
import { type Html, html, render, trustedHtml } from '#web/html.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { de } from './mails.words.de.ts';
import { en } from './mails.words.en.ts';

type MailProps = {
  brand: Brand;
  title: string;
  paragraphs: readonly string[];
  action?: { label: string; url: string } | undefined;
  footer: string;
};

/**
 * Inline styles, because mail programs ignore stylesheets. Nothing a person typed belongs in here, names least of
 * all: a stranger could sign up an address with a "name" that is an advertisement.
 */
export function mailLayout(reader: Reader, props: MailProps): { html: string; text: string } {
  return { html: render(mailPage(reader, props)), text: mailText(props) };
}

function mailText({ title, paragraphs, action, footer, brand }: MailProps): string {
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  return `${[title, ...paragraphs, ...link, `--\n${brand.name}\n${footer}`].join('\n\n')}\n`;
}

const paragraph = 'margin:0 0 16px;font-size:16px;line-height:24px';
const small = 'margin:0 0 8px;font-size:13px;line-height:20px;color:#545b69';
const column = 'max-width:520px;margin:0 auto';

function mailPage(reader: Reader, { brand, title, paragraphs, action, footer }: MailProps): Html {
  const { canvas, surface } = GROUNDS.light;
  return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
${darkStyles(brand)}
</head>
<body class="canvas" style="margin:0;padding:24px 16px;background:${canvas};color:#161a22;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div class="surface" style="${column};padding:32px;background:${surface};border:1px solid #e2e5ea;border-radius:12px">
<p style="margin:0 0 24px;font-size:15px;font-weight:600">${brandLine(brand)}</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px">${title}</h1>
${paragraphs.map((words) => html`<p style="${paragraph}">${words}</p>\n`)}${action && actionPart(reader, brand, action)}
</div>
<div style="${column};padding:16px 32px 0"><p class="quiet" style="${small}">${footer}</p></div>
</body>
</html>`;
}

/** Only some programs read it, and those alone turn dark; `!important`, since it has to win over inline styles. */
function darkStyles({ tones: { dark } }: Brand): Html {
  const { canvas, surface } = GROUNDS.dark;
  return trustedHtml(`<style>@media (prefers-color-scheme:dark){
.canvas{background:${canvas}!important;color:#eceef2!important}
.surface{background:${surface}!important;border-color:#272d38!important}
.quiet{color:#a2aab8!important}
.action{background:${dark.fill}!important}
.link{color:${dark.ink}!important}
}</style>`);
}

function brandLine(brand: Brand): Html {
  const { name, logo } = brand;
  const sentAlong = mailLogo(brand);
  if (!logo || !sentAlong) return html`${name}`;
  const width = Math.round((LOGO_HEIGHT * logo.image.width) / logo.image.height);
  return html`<img src="cid:${sentAlong.name}" width="${width}" height="${LOGO_HEIGHT}" alt="${logo.isWordmark ? name : ''}" style="vertical-align:middle;border:0">${!logo.isWordmark && html`&nbsp; ${name}`}`;
}

const LOGO_HEIGHT = 28;

function actionPart(reader: Reader, brand: Brand, { label, url }: { label: string; url: string }): Html {
  const { fill, ink } = brand.tones.light;
  return html`<p style="margin:24px 0"><a class="action" href="${url}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${fill};color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${label}</a></p>
<p class="quiet" style="${small}">${wordsOf(reader, { en, de }).ifButtonFails}<br><a class="link" href="${url}" style="color:${ink};word-break:break-all">${url}</a></p>`;
}
