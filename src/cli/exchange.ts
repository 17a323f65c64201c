import { systemClock } from '#platform/clock.ts';
import { createRandom } from '#platform/random.ts';
import {
  createTokenProof,
  fromHeader,
  hashBody,
  isOurScheme,
  isSameProof,
  toHeader,
} from '#platform/token-proof.ts';
import { refused, unreachable } from './terminal.ts';

/** One request and its answer with the service, each of the two proved. */
export interface Exchanges {
  send(method: 'GET' | 'POST', path: string, body: string): Promise<Answer>;
}

export interface Answer {
  status: number;
  body: string;
}

const LONGEST_WAIT = 15_000;
const LARGEST_ANSWER = 8 * 1024 * 1024;
const DOOR = '/operator';

/**
 * Says nothing to a listener that has not proved to hold the token, as another program on the service's port: neither
 * the token, which never travels, nor who is meant. What does not prove to be the service's answer is not believed.
 */
export function createExchanges(address: string, token: string): Exchanges {
  const random = createRandom(systemClock);
  const proof = createTokenProof(token);

  const greet = async () => {
    const nonce = random.token();
    const { status, headers } = await request(address, DOOR, {
      headers: { authorization: toHeader({ nonce }) },
    });
    const offer = headers.get('www-authenticate');
    if (status !== 401 || !isOurScheme(offer)) {
      throw unreachable(`What answers at ${address} is not this version of Latchkey. Check MANAGEMENT_PORT.`);
    }
    const offered = fromHeader(offer, 'challenge', 'proof');
    const exchange = { nonce, challenge: offered?.challenge ?? '' };
    if (offered && isSameProof(offered.proof, proof.ofChallenge(exchange))) return exchange;
    throw refused(
      `What answers at ${address} does not know this token, and was told nothing. Set DATA_DIR or OPERATOR_TOKEN as the service has them; if they are, another program has taken its port.`,
    );
  };

  return {
    async send(method, path, body) {
      const exchange = await greet();
      const bodyHash = hashBody(body);
      const ours = proof.ofRequest(exchange, method, `${DOOR}${path}`, bodyHash);
      const authorization = toHeader({ ...exchange, body: bodyHash, proof: ours });
      const answer = await request(address, `${DOOR}${path}`, {
        method,
        headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
        body: body || null,
      });
      const theirs = proof.ofAnswer(exchange, answer.status, hashBody(answer.bytes));
      if (!isSameProof(answer.headers.get('authentication-info') ?? '', `proof=${theirs}`)) {
        throw refused(
          `The answer from ${address} is not the service's own, and is not shown. Look whether the command was carried out before you repeat it.`,
        );
      }
      return { status: answer.status, body: answer.bytes.toString() };
    },
  };
}

interface Received {
  status: number;
  headers: Headers;
  bytes: Buffer;
}

async function request(address: string, path: string, options: RequestInit): Promise<Received> {
  try {
    const signal = AbortSignal.timeout(LONGEST_WAIT);
    const answer = await fetch(`${address}${path}`, { ...options, redirect: 'manual', signal });
    return { status: answer.status, headers: answer.headers, bytes: await readAll(answer) };
  } catch (error) {
    const { name, cause, message } = error as Error;
    const reason =
      name === 'TimeoutError' ? 'no answer' : ((cause as NodeJS.ErrnoException | undefined)?.code ?? message);
    throw unreachable(
      `The service cannot be reached at ${address} (${reason}). Start it with \`npm start\`, or set MANAGEMENT_HOST and MANAGEMENT_PORT as it has them.`,
    );
  }
}

/** To the end, so that the next request finds the connection free: behind one address may be several instances. */
async function readAll({ body }: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > LARGEST_ANSWER) throw new Error('an answer without end');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
