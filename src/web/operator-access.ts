import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hostnameOf, isLoopback } from '#platform/loopback.ts';
import {
  createTokenProof,
  type Exchange,
  fromHeader,
  hashBody,
  isSameProof,
  toHeader,
} from '#platform/token-proof.ts';
import { Problem } from './errors.ts';
import type { OperatorChallenges } from './operator-challenges.ts';

export interface OperatorAccessDeps {
  /** `undefined`: nobody can prove anything. */
  token: string | undefined;
  challenges: OperatorChallenges;
  /** The name or address that the listener binds to; loopback names are always good. */
  host: string;
}

/** A request whose head proved itself, and with it what its body must be. */
interface Proved {
  exchange: Exchange;
  bodyHash: string;
  /** Of what has come of the body. */
  come: Hash;
}

/**
 * Who may give operators' commands: a program that holds the token, and never a page in a browser on the operator's
 * machine, whatever it got hold of. The token never travels. Whoever asks with a nonce gets a challenge and our proof
 * of holding the token; then the command comes with the asker's, over method, address and body, good once; the answer
 * to it is proved as well. Whoever proves nothing gets one and the same answer to everything.
 */
export function installOperatorAccess(
  app: FastifyInstance,
  { token, challenges, host }: OperatorAccessDeps,
): void {
  const proof = token === undefined ? undefined : createTokenProof(token);
  const proved = new WeakMap<FastifyRequest, Proved>();
  const isWelcome = ({ headers }: FastifyRequest) => {
    const called = hostnameOf(headers.host ?? '');
    return !isFromBrowser(headers) && (isLoopback(called) || called === hostnameOf(host));
  };

  const prove = ({ headers, method, url }: FastifyRequest): Proved | undefined => {
    const sent = fromHeader(headers.authorization, 'nonce', 'challenge', 'body', 'proof');
    if (!proof || !sent) return undefined;
    const { nonce, challenge, body: bodyHash } = sent;
    const expected = proof.ofRequest({ nonce, challenge }, method, url, bodyHash);
    if (!isSameProof(expected, sent.proof) || !challenges.consume(nonce, challenge)) return undefined;
    return { exchange: { nonce, challenge }, bodyHash, come: createHash('sha256') };
  };

  const challengeFor = (request: FastifyRequest): Record<string, string> => {
    const nonce = fromHeader(request.headers.authorization, 'nonce')?.nonce;
    if (!proof || !nonce || !isWelcome(request)) return {};
    const challenge = challenges.issue(nonce);
    return { challenge, proof: proof.ofChallenge({ nonce, challenge }) };
  };

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const found = prove(request);
    if (!found) throw refused(challengeFor(request));
    proved.set(request, found);
    if (!isWelcome(request)) throw new Problem('cross_origin_request');
  });

  app.addHook('preParsing', async (request, _reply, payload) =>
    Readable.from(passing(payload, proved.get(request)?.come)),
  );

  // Here and not at the end of the body: where none is read, none must have been promised.
  app.addHook('preValidation', async (request) => {
    const { bodyHash, come } = proved.get(request) ?? {};
    if (come?.digest('base64url') !== bodyHash) throw refused();
  });

  // One a challenge: with a second one, of a copy, whoever stands between could tell the operator that it failed.
  app.addHook('onSend', async (request, reply, payload) => {
    const exchange = proved.get(request)?.exchange;
    if (!proof || !exchange) return;
    const bodyHash = hashBody(typeof payload === 'string' ? payload : '');
    reply.header('authentication-info', `proof=${proof.ofAnswer(exchange, reply.statusCode, bodyHash)}`);
  });
}

async function* passing(payload: AsyncIterable<Uint8Array>, hash: Hash | undefined) {
  for await (const bytes of payload) {
    hash?.update(bytes);
    yield bytes;
  }
}

const refused = (challenge: Record<string, string> = {}): Problem =>
  new Problem('not_authenticated', {
    detail: 'The proof of the operator’s token is missing or wrong.',
    headers: { 'www-authenticate': toHeader(challenge) },
  });

/** One line a command, refused ones included: the route says which it was, the body is not logged. */
export function installOperatorLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    const route = request.is404 ? 'none' : request.routeOptions.url;
    request.log.info({ route, status, ms: Math.round(elapsedTime), ip: request.ip }, 'operator');
  });
}

/** Pages send these and cannot leave them out; programs do not send them. */
const isFromBrowser = (headers: FastifyRequest['headers']): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined || headers.referer !== undefined;
