import type { Environment } from '#src/config.ts';

/** As it is run for others: https in front, and mail that leaves the machine. */
export const ON_HTTPS: Environment = {
  PUBLIC_URL: 'https://login.example.org',
  SMTP_URL: 'smtp://127.0.0.1:2525',
};
