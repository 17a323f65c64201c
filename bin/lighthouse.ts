// Lighthouse on sign-in, sign-up and dashboard: performance, accessibility and best practices have to be 100 of 100.
// `npm run test:lighthouse -- sign-in` only some. Wants a machine that does nothing else.
import { isPerfect, JUDGED_PAGES, openPageJudge } from '../test/support/lighthouse.ts';
import { findPrograms } from '../test/support/servers/programs.ts';

const asked = process.argv.slice(2);
process.env.CHROMIUM_PATH ??= findPrograms().chromium ?? '';
const pages = await openPageJudge();
try {
  for (const page of JUDGED_PAGES.filter((name) => asked.length === 0 || asked.includes(name))) {
    const judgement = await pages.judge(page);
    const { scores, kilobytes, layoutShift, complaints } = judgement;
    const figures = Object.entries(scores).map(([name, score]) => `${name} ${score}`);
    console.log(`${page}: ${figures.join(', ')}; ${kilobytes.toFixed(1)} kB, layout shift ${layoutShift}`);
    if (isPerfect(judgement)) continue;
    process.exitCode = 1;
    for (const complaint of complaints) console.log(`  ${complaint}`);
  }
} finally {
  await pages.close();
}
