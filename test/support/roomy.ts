import type { Environment } from '#src/config.ts';

/** Limits out of the way, for tests about something else that do much from one address. */
export const ROOMY: Environment = {
  LIMIT_SIGN_IN_ACCOUNT_FREE: '100000',
  LIMIT_SIGN_IN_CLIENT_FREE: '100000',
  LIMIT_SECOND_STEP_PERSON_FREE: '100000',
  LIMIT_SIGN_UP_CLIENT_HOURLY: '100000',
  LIMIT_MAIL_MAILBOX_HOURLY: '100000',
  LIMIT_MAIL_MAILBOX_DAILY: '100000',
  LIMIT_MAIL_CLIENT_HOURLY: '100000',
};

/** The limits of client addresses alone out of the way: what counts per account or mailbox stays. */
export const ROOMY_CLIENTS: Environment = {
  LIMIT_SIGN_IN_CLIENT_FREE: '100000',
  LIMIT_SIGN_UP_CLIENT_HOURLY: '100000',
  LIMIT_MAIL_CLIENT_HOURLY: '100000',
};
