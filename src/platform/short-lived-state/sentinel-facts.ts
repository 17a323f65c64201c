import { Redis } from 'ioredis';
import { reasonOf } from '../reason.ts';
import type { SentinelAddress } from './redis-address.ts';

/** What one of the Sentinels says. */
export interface SentinelFacts {
  address: string;
  /** The server that it takes for the primary; `undefined`: it does not answer, or not as it should. */
  primary: string | undefined;
  /** Why there is no answer, or why they could not put another server in the primary's place; `undefined`: they could. */
  trouble: string | undefined;
}

export const readSentinels = (address: SentinelAddress): Promise<SentinelFacts[]> =>
  Promise.all(address.sentinels.map((one) => ask(address, one)));

async function ask(
  { name, isEncrypted, sentinelCredentials }: SentinelAddress,
  { host, port }: { host: string; port: number },
): Promise<SentinelFacts> {
  const address = `${host}:${port}`;
  const sentinel = new Redis({
    host,
    port,
    ...sentinelCredentials,
    ...(isEncrypted && { tls: {} }),
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let failure: unknown;
  sentinel.on('error', (error) => {
    failure = error;
  });
  try {
    await sentinel.connect();
    const found = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
    if (!Array.isArray(found)) return { address, primary: undefined, trouble: `it knows no "${name}"` };
    const trouble = await sentinel.call('SENTINEL', 'CKQUORUM', name).then(() => undefined, messageOf);
    return { address, primary: found.join(':'), trouble };
  } catch (error) {
    return { address, primary: undefined, trouble: `it does not answer (${reasonOf(failure ?? error)})` };
  } finally {
    sentinel.disconnect();
  }
}

const messageOf = ({ message }: Error): string => message.replace(/^NOQUORUM /, '');
