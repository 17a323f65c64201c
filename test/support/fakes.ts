import type { Clock } from '#platform/clock.ts';
import type { Duration } from '#platform/duration.ts';
import type { Mailer, OutgoingMail } from '#platform/mailer.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  advance(by: Duration): void;
}

export function createFakeClock(start = new Date('2030-01-15T10:00:05Z')): FakeClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance(by) {
      now += by;
    },
  };
}

/** Keeps what was sent; fails while `isDown`. */
export interface FakeMailer extends Mailer {
  sent: OutgoingMail[];
  isDown: boolean;
}

export function createFakeMailer(): FakeMailer {
  return {
    sent: [],
    isDown: false,
    async send(mail) {
      if (this.isDown) throw Object.assign(new Error('the mail server is away'), { code: 'ECONNECTION' });
      this.sent.push(mail);
    },
    close() {},
  };
}
