import type { FastifyInstance } from 'fastify';
import type { Client } from '#domain/client.ts';
import type { Turn } from '#domain/throttle/throttle.ts';
import { clientOf } from './client.ts';
import { rateLimited } from './throttled.ts';

/** The fields in which passwords and codes come, at whatever door. */
const CREDENTIALS = ['password', 'currentPassword', 'code'];

/**
 * A list of passwords, or anything else that is no text where one belongs, is refused before it is judged. It costs the
 * client a turn all the same, so that trying such things has an end; never the account, whose owner did nothing.
 * Mistakes that people make, such as a field left empty, cost nothing. Install behind access: without a session
 * there is nothing to try at the doors that need one.
 */
export function countMalformedCredentials(
  app: FastifyInstance,
  takeMalformed: (client: Client) => Promise<Turn>,
): void {
  app.addHook('preValidation', (request, _reply, done) => {
    if (!holdsMalformedCredential(request.body)) return done();
    takeMalformed(clientOf(request)).then(
      (turn) => done(turn.isAllowed ? undefined : rateLimited(turn)),
      done,
    );
  });
}

function holdsMalformedCredential(body: unknown): boolean {
  if (body === undefined || body === null) return false;
  const fields = Object.entries(body).filter(([name]) => CREDENTIALS.includes(name));
  return fields.some(([, value]) => typeof value !== 'string' && value !== null);
}
