import { type Html, html, render } from '#web/html.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { de } from './mails.words.de.ts';
import { en } from './mails.words.en.ts';

type MailProps = {
  brandName: string;
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

function mailText({ title, paragraphs, action, footer, brandName }: MailProps): string {
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  return `${[title, ...paragraphs, ...link, `--\n${brandName}\n${footer}`].join('\n\n')}\n`;
}

const paragraph = 'margin:0 0 16px;font-size:16px;line-height:24px';
const small = 'margin:0 0 8px;font-size:13px;line-height:20px;color:#545b69';

function mailPage(reader: Reader, { brandName, title, paragraphs, action, footer }: MailProps): Html {
  return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:24px 16px;background:#f6f7f9;color:#161a22;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #e2e5ea;border-radius:12px">
<p style="margin:0 0 24px;font-size:15px;font-weight:600">${brandName}</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px">${title}</h1>
${paragraphs.map((words) => html`<p style="${paragraph}">${words}</p>\n`)}${action && actionPart(reader, action)}
</div>
<div style="max-width:520px;margin:16px auto 0;padding:0 32px"><p style="${small}">${footer}</p></div>
</body>
</html>`;
}

function actionPart(reader: Reader, { label, url }: { label: string; url: string }): Html {
  return html`<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#2f5bd3;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${label}</a></p>
<p style="${small}">${wordsOf(reader, { en, de }).ifButtonFails}<br><a href="${url}" style="color:#2f5bd3;word-break:break-all">${url}</a></p>`;
}
