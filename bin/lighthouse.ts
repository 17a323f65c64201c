// Lighthouse on sign-in, sign-up and dashboard: performance, accessibility and best practices have to be 100 of 100.
// `npm run test:lighthouse -- sign-in` only some. Wants a machine that does nothing else, and gives
// a page three tries, since a busy moment of it counts as the page's.
import lighthouse from 'lighthouse';
import { openChromium } from '../test/support/chromium.ts';
import { anAccount } from '../test/support/http-client.ts';
import { findPrograms } from '../test/support/servers/programs.ts';
import { freePorts, prepareService } from '../test/support/service.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const PAGES = ['sign-in', 'sign-up', 'dashboard'];
const TRIES = 3;

const asked = process.argv.slice(2);
process.env.CHROMIUM_PATH ??= findPrograms().chromium ?? '';
const [port = 0] = await freePorts(1);
const service = await prepareService();
const browser = await openChromium(`--remote-debugging-port=${port}`);
try {
  await service.start();
  const { client } = await anAccount(service);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const page of PAGES.filter((name) => asked.length === 0 || asked.includes(name)))
    await judge(page, page === 'dashboard' ? { cookie } : {});
} finally {
  await browser.close();
  await service.remove();
}

async function judge(page: string, extraHeaders: Record<string, string>, tries = TRIES): Promise<void> {
  const result = await lighthouse(`${service.url}/${page}`, {
    port,
    onlyCategories: CATEGORIES,
    logLevel: 'error',
    extraHeaders,
  });
  if (!result || result.lhr.finalDisplayedUrl !== `${service.url}/${page}`)
    throw new Error(`Lighthouse did not come to ${page}`);
  const { categories, audits } = result.lhr;
  const scores = CATEGORIES.map((name) => `${name} ${Math.round((categories[name]?.score ?? 0) * 100)}`);
  console.log(`${page}: ${scores.join(', ')}`);
  if (CATEGORIES.every((name) => categories[name]?.score === 1)) return;
  if (tries > 1) return judge(page, extraHeaders, tries - 1);
  process.exitCode = 1;
  for (const { id, score, title, displayValue = '' } of Object.values(audits))
    if (score !== null && score < 1) console.log(`  ${id}: ${title} ${displayValue}`);
}
