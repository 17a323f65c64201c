// People and attackers at a service on this machine, so that its charts have something to show:
// `npm run demo:traffic -- --for 3m --rate 10 --url http://localhost`.
import { parseArgs } from 'node:util';
import { parseDuration } from '../src/platform/duration.ts';
import { isLoopback } from '../src/platform/loopback.ts';
import { createProgressBar } from './demo-traffic/progress-bar.ts';
import { drive, type TrafficReport } from './demo-traffic/traffic.ts';

const LONGEST = parseDuration('30m') as number;
const HIGHEST_RATE = 30;
/** The stack, then `npm start`. */
const USUAL_PLACES = ['http://localhost', 'http://localhost:8080'];

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: '3m' },
    rate: { type: 'string', default: '10' },
    url: { type: 'string' },
  },
});
const lasting = parseDuration(values.for) ?? fail(`--for ${values.for} is no duration such as 90s or 3m`);
if (lasting > LONGEST) fail('--for is 30m at most');
const rate = Number(values.rate);
if (!(rate > 0 && rate <= HIGHEST_RATE)) fail(`--rate is a number up to ${HIGHEST_RATE}`);
const url = await findPlace(values.url === undefined ? USUAL_PLACES : [values.url]);

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
console.log(`People and attackers at ${url}, ${values.for} long; Ctrl-C ends it.`);
const bar = createProgressBar(process.stdout);
const report = await drive(
  { url, address: url },
  { lasting, rate, signal: stop.signal, onProgress: (share, so) => bar.show(share, wordsOf(so)) },
);
bar.end();
console.log(`Done: ${wordsOf(report)}. Look at ${url}/dev/metrics, or at Grafana.`);

/** The first that answers and has the local mailbox, through which people confirm their addresses. */
async function findPlace(places: readonly string[]): Promise<string> {
  for (const place of places) {
    const origin = originOf(place);
    const answer = await fetch(`${origin}/dev/mailbox.json`, { redirect: 'manual' }).catch(() => undefined);
    if (answer?.ok) return origin;
  }
  return fail(
    `Nothing with a local mailbox answers at ${places.join(' or ')}. Start the stack or npm start, without SMTP_URL.`,
  );
}

function originOf(place: string): string {
  if (!URL.canParse(place)) fail(`--url ${place} is no address`);
  const { protocol, hostname, origin } = new URL(place);
  // Load belongs on one's own machine alone.
  if (!/^https?:$/.test(protocol) || !isLoopback(hostname))
    fail(`${place} is not on this machine; only localhost and other loopback addresses are.`);
  return origin;
}

function wordsOf({ person, attacker, failed }: TrafficReport): string {
  return `${person} by people, ${attacker} by attackers${failed > 0 ? `, ${failed} without an answer` : ''}`;
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(2);
}
