// How many hashes the processors make when they do nothing else: argon2id with the service's parameters, as many at
// once as a load of sign-ins has connections. Serves the figures of one run at each request.
import { createServer } from 'node:http';
import { verify } from '@node-rs/argon2';

const { PORT = '', HASH = '', PASSWORD = '', AT_ONCE = '8' } = process.env;

createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  const seconds = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('seconds') ?? 0);
  response.end(JSON.stringify(seconds > 0 ? await run(seconds) : {}));
}).listen(Number(PORT), '127.0.0.1');

async function run(seconds: number) {
  const [start, usage] = [performance.now(), process.cpuUsage()];
  const end = start + seconds * 1_000;
  let hashes = 0;
  const lane = async () => {
    while (performance.now() < end) {
      if (!(await verify(HASH, PASSWORD))) throw new Error('the hash is of another password');
      hashes += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(AT_ONCE) }, lane));
  const { user, system } = process.cpuUsage(usage);
  const took = performance.now() - start;
  return { perSecond: (1_000 * hashes) / took, cpuMillisecondsEach: (user + system) / 1_000 / hashes };
}
