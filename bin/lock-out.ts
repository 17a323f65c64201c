// Can a stranger keep somebody out by failing for them? In real time: `npm run test:lock-out -- --for 10m --every 60s`.
import { parseArgs } from 'node:util';
import { type Duration, parseDuration } from '../src/platform/duration.ts';
import { besiege, breachesIn, type SiegeReport } from '../test/lock-out/siege.ts';
import { openOwnStores } from '../test/support/own-stores.ts';
import { provideServers } from '../test/support/servers.ts';
import { prepareService } from '../test/support/service.ts';

const { values } = parseArgs({
  options: { for: { type: 'string', default: '10m' }, every: { type: 'string', default: '60s' } },
});
const lasting = requireDuration(values.for);
const every = requireDuration(values.every);

const stopServers = await provideServers(console.log);
const stores = await openOwnStores();
const service = await prepareService({ ...stores.environment, TRUSTED_PROXIES: '127.0.0.1/32' });
try {
  await service.start();
  const report = await besiege(service, { lasting, every, onProgress: print });
  print(report);
  const breaches = breachesIn(report, lasting);
  console.log(breaches.length === 0 ? 'Nobody was kept out.' : `Failed: ${breaches.join('; ')}.`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
} finally {
  await service.remove();
  await stores.remove();
  await stopServers();
}

function print({ tries, judged, longestWait, knownBrowser, newBrowser }: SiegeReport): void {
  const answers = [knownBrowser, newBrowser].map((statuses) => JSON.stringify(statuses));
  console.log(
    `${tries} tries of a stranger, ${judged} judged, waits up to ${longestWait} s; the owner was answered ` +
      `${answers[0]} in the known browser, ${answers[1]} in one that completed a reset`,
  );
}

function requireDuration(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === undefined) throw new Error(`${text} is no duration such as 20s or 10m`);
  return duration;
}
