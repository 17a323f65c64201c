import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '#platform/clock.ts';
import { before, between, type Duration, hours, seconds } from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import { createSealedTexts } from '#platform/sealed-text.ts';

/** What a form or body tells about who filled it in, apart from what it says. */
export interface Signs {
  /** The field that no person sees holds something. */
  isTrapSprung: boolean;
  /** How long ago the form was shown. */
  age: FormAge;
}
/** `missing`: JSON has no age, so leaving it out of a form tells nothing either. */
export type FormAge = 'missing' | 'forged' | 'hasty' | 'usual' | 'stale';

declare module 'fastify' {
  interface FastifyRequest {
    signs: Signs;
  }
}

/** A word that robots like to fill in and that no autofill knows. */
export const TRAP_FIELD = 'subject';
export const STAMP_FIELD = 'openedAt';

const SHORTEST_AGE = seconds(1);
const LONGEST_AGE = hours(12);
const BOUND_TO = 'form stamp';

export type FormStamps = ReturnType<typeof createFormStamps>;

/** The time at which a form was shown, sealed, so that it cannot be made up. */
export function createFormStamps({
  keyring,
  clock,
}: {
  keyring: Pick<Keyring, 'seal' | 'open'>;
  clock: Clock;
}) {
  const texts = createSealedTexts(keyring);
  const open = (stamp: string): Date | undefined => {
    const shownAt = texts.open(stamp, BOUND_TO);
    return shownAt === undefined ? undefined : new Date(Number(shownAt));
  };

  return {
    /** `isShownAgain`: the person has been at it before and may be quick now. */
    make({ isShownAgain }: { isShownAgain: boolean }): string {
      const shownAt = isShownAgain ? before(clock.now(), SHORTEST_AGE) : clock.now();
      return texts.seal(String(shownAt.getTime()), BOUND_TO);
    },

    ageOf(stamp: unknown): FormAge {
      if (stamp === undefined) return 'missing';
      const shownAt = typeof stamp === 'string' ? open(stamp) : undefined;
      return shownAt ? judge(between(shownAt, clock.now())) : 'forged';
    },
  };
}

/** Reads the signs before a body is reduced to its known fields. */
export function installSigns(app: FastifyInstance, stamps: Pick<FormStamps, 'ageOf'>): void {
  app.decorateRequest('signs');
  app.addHook('preValidation', (request, _reply, done) => {
    const sent = fieldsOf(request);
    request.signs = { isTrapSprung: isFilled(sent[TRAP_FIELD]), age: stamps.ageOf(sent[STAMP_FIELD]) };
    done();
  });
}

/** What was sent says nothing by itself; on these pages a person is asked to send it again. */
export const mustSendAgain = ({ age }: Signs): boolean => age !== 'missing' && age !== 'usual';

function judge(age: Duration): FormAge {
  if (age < SHORTEST_AGE) return 'hasty';
  return age > LONGEST_AGE ? 'stale' : 'usual';
}

function fieldsOf({ body }: FastifyRequest): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

const isFilled = (value: unknown) => value !== undefined && value !== null && value !== '' && value !== false;
