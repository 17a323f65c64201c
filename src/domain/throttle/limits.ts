import { type Duration, days, hours, minutes } from '#platform/duration.ts';
import type { BackoffLimit, Limit } from '#platform/short-lived-state/short-lived-state.ts';
import { WIDE_NETWORK_FACTOR } from '../client.ts';

/** What an operator may change; the defaults are in the settings. */
export interface LimitSettings {
  signInPerAccountFree: number;
  signInPerDeviceFree: number;
  signInPerClientFree: number;
  signInPerClientWithin: Duration;
  secondStepPerPersonFree: number;
  secondStepPerPendingMost: number;
  secondStepInARowMost: number;
  backoffFirst: Duration;
  backoffCap: Duration;
  forgottenAfter: Duration;
  signUpPerClientHourly: number;
  mailPerMailboxHourly: number;
  mailPerMailboxDaily: number;
  mailPerClientHourly: number;
}

/** A closed set: it labels metrics. */
export const LIMIT_NAMES = [
  'credentials_per_account',
  'credentials_per_device',
  'credentials_per_client',
  'credentials_per_network',
  'credentials_per_pair',
  'credentials_per_suspect',
  'second_step_per_pending',
  'second_step_per_person',
  'second_step_in_a_row',
  'sign_up_per_client',
  'sign_up_per_network',
  'sign_up_per_suspect',
  'mail_per_mailbox_hourly',
  'mail_per_mailbox_daily',
  'reset_mail_per_mailbox',
  'mail_per_client',
  'mail_per_network',
  'mail_per_suspect',
  'mail_per_device',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** What is counted, and against whom. */
export interface Budget {
  limit: LimitName;
  subject: string;
}

/** What is left of a client's budget while it is suspect: a quarter. */
const quarter = (most: number) => Math.max(1, Math.floor(most / 4));

export function limitsFrom(settings: LimitSettings): Record<LimitName, Limit> {
  const backoff = (free: number, within?: Duration): BackoffLimit => ({
    kind: 'backoff',
    free,
    ...(within && { within }),
    first: settings.backoffFirst,
    cap: settings.backoffCap,
    forgottenAfter: settings.forgottenAfter,
  });
  const perHour = (most: number): Limit => ({ kind: 'window', most, per: hours(1) });

  return {
    credentials_per_account: backoff(settings.signInPerAccountFree),
    credentials_per_device: backoff(settings.signInPerDeviceFree),
    credentials_per_client: {
      ...backoff(settings.signInPerClientFree, settings.signInPerClientWithin),
      // An office behind one address must not carry yesterday's mistypings into today.
      forgottenAfter: hours(1),
    },
    credentials_per_network: {
      ...backoff(settings.signInPerClientFree * WIDE_NETWORK_FACTOR, settings.signInPerClientWithin),
      forgottenAfter: hours(1),
    },
    credentials_per_suspect: {
      ...backoff(quarter(settings.signInPerClientFree), settings.signInPerClientWithin),
      forgottenAfter: hours(1),
    },
    // Refuses nothing by itself: it knows what this client failed on this account, which alone may be forgiven.
    credentials_per_pair: { kind: 'window', most: 1_000_000_000, per: hours(24) },
    second_step_per_pending: { kind: 'window', most: settings.secondStepPerPendingMost, per: minutes(10) },
    second_step_per_person: backoff(settings.secondStepPerPersonFree, minutes(15)),
    // Over by a right code or a reset alone: 96 guesses a day, for ever, would find one some day.
    second_step_in_a_row: { kind: 'window', most: settings.secondStepInARowMost, per: days(3650) },
    sign_up_per_client: perHour(settings.signUpPerClientHourly),
    sign_up_per_network: perHour(settings.signUpPerClientHourly * WIDE_NETWORK_FACTOR),
    sign_up_per_suspect: perHour(quarter(settings.signUpPerClientHourly)),
    mail_per_mailbox_hourly: perHour(settings.mailPerMailboxHourly),
    mail_per_mailbox_daily: { kind: 'window', most: settings.mailPerMailboxDaily, per: hours(24) },
    reset_mail_per_mailbox: perHour(1),
    mail_per_client: perHour(settings.mailPerClientHourly),
    mail_per_network: perHour(settings.mailPerClientHourly * WIDE_NETWORK_FACTOR),
    mail_per_suspect: perHour(quarter(settings.mailPerClientHourly)),
    mail_per_device: perHour(settings.mailPerClientHourly),
  };
}
