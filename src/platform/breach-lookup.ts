import { createHash } from 'node:crypto';
import { seconds } from './duration.ts';
import type { Logger } from './logger.ts';

/** `unavailable`: nobody knows, since the service is slow or down, or does not answer in the agreed form. */
export type BreachAnswer = 'found' | 'not_found' | 'unavailable';

export interface BreachLookup {
  /** Whether the password, as it was typed, is in a data leak. Never throws. */
  ask(password: string): Promise<BreachAnswer>;
}

export interface BreachLookupOptions {
  /** Without a slash at its end. It may hold a key, so no log line shows it. */
  url: string;
  log: Logger;
  onAnswered: (answer: BreachAnswer) => void;
}

const PREFIX_LENGTH = 5;
/** From the first packet to the last byte: somebody waits for it. */
const TIME_LIMIT = seconds(1);
/** Two billion passwords make about 2,000 lines of 40 bytes under each prefix. */
const LONGEST_ANSWER = 1024 * 1024;
/** Whoever floods us does not flood the service through us, nor fill the memory with its answers. */
const MOST_AT_ONCE = 16;
const LINE = /^([0-9A-F]{35}):(\d{1,15})$/i;

/**
 * The range protocol of Pwned Passwords (k-anonymity): five of the forty hex digits of the SHA-1 go out, the
 * suffixes known under them come back. The service learns which of a million groups a password is in, and not
 * whether it was found. SHA-1 is the protocol's; nothing here rests on its strength.
 */
export function createBreachLookup(options: BreachLookupOptions): BreachLookup {
  const { url, log, onAnswered } = options;
  let underWay = 0;

  async function listRange(prefix: string): Promise<string> {
    if (underWay >= MOST_AT_ONCE) throw new NoAnswer('too many at once');
    underWay += 1;
    try {
      const response = await fetch(`${url}/${prefix}`, {
        // Lines without meaning, so that the length of the encrypted answer does not tell the prefix.
        headers: { 'add-padding': 'true', 'user-agent': 'Latchkey' },
        // Not followed: the operator named this service, and no other.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIME_LIMIT),
      });
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new NoAnswer(`status ${response.status}`);
      }
      return await readBounded(response);
    } finally {
      underWay -= 1;
    }
  }

  return {
    async ask(password) {
      const sha1 = createHash('sha1').update(password).digest('hex').toUpperCase();
      let answer: BreachAnswer = 'unavailable';
      try {
        const range = await listRange(sha1.slice(0, PREFIX_LENGTH));
        answer = suffixesIn(range).has(sha1.slice(PREFIX_LENGTH)) ? 'found' : 'not_found';
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'the breached-password service gave no answer');
      }
      onAnswered(answer);
      return answer;
    },
  };
}

/** Its message is one of a few of ours, so that it can be logged. */
class NoAnswer extends Error {}

/** Counted as it comes, after decompression: a small packet cannot become a large text. */
async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > LONGEST_ANSWER) throw new NoAnswer('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** A page of some proxy is no list: one line that is none of the protocol's makes all of it worthless. */
function suffixesIn(range: string): Set<string> {
  const suffixes = new Set<string>();
  for (const line of range.split(/\r?\n/).filter(Boolean)) {
    const [, suffix = '', count] = LINE.exec(line) ?? [];
    if (!suffix) throw new NoAnswer('not in the agreed form');
    // Padding has the count 0.
    if (Number(count) > 0) suffixes.add(suffix.toUpperCase());
  }
  return suffixes;
}

/** A word, never a message of others: theirs may quote the address that was asked, with prefix and key. */
function reasonOf(error: unknown): string {
  if (error instanceof NoAnswer) return error.message;
  const { name, cause } = error as Error;
  const { code } = (cause ?? error) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : name;
}
