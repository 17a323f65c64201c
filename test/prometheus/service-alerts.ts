import type { Scenario } from './scenario.ts';

const REQUESTS = 'latchkey_http_request_duration_seconds_count';
const served = (status: '3xx' | '5xx') => `${REQUESTS}{method="POST",route="/sign-in",status="${status}"}`;
const YEAR = 365 * 86_400;
const DAY = 86_400;

export const SERVICE_ALERTS: Readonly<Record<string, Scenario>> = {
  NoAppInstance: {
    fires: {
      series: { 'up{job="app",instance="a"}': '1x4 0x20', 'up{job="app",instance="b"}': '0x30' },
      at: '5m',
      summary: 'No instance of the service answers',
    },
    // One instance is replaced by another.
    staysQuiet: {
      series: {
        'up{job="app",instance="a"}': '1x8 _x30',
        'up{job="app",instance="b"}': '_x9 1x30',
      },
      at: '5m',
    },
  },
  ErrorBudgetBurnsFast: {
    fires: {
      series: { [served('3xx')]: '0+98x260', [served('5xx')]: '0+2x260' },
      at: '1h5m',
      summary: '2% of requests failed in the last hour',
    },
    // It is over: the last hour is bad still, the last minutes are good.
    staysQuiet: {
      series: { [served('3xx')]: '0+98x260', [served('5xx')]: '0+2x200 400x60' },
      at: '1h5m',
    },
  },
  ErrorBudgetBurnsSlowly: {
    fires: {
      series: { [served('3xx')]: '0+995x1600', [served('5xx')]: '0+5x1600' },
      at: '6h20m',
      summary: '0.5% of requests failed in the last six hours',
    },
    // Two requests failed of the few that came at night.
    staysQuiet: {
      series: { [served('3xx')]: '0+0.2x1600', [served('5xx')]: '0x1480 1 2x120' },
      at: '6h20m',
    },
  },
  HashQueueFull: {
    fires: {
      series: { latchkey_password_hash_rejected_total: '0+3x40' },
      at: '4m',
      summary: 'Sign-ins are refused because password hashes cannot keep up',
    },
    // A burst of one scrape.
    staysQuiet: { series: { latchkey_password_hash_rejected_total: '0x10 50x30' }, at: '4m' },
  },
  MailQueueGrows: {
    fires: {
      series: { latchkey_mail_queue: '21+1x100' },
      at: '25m',
      summary: 'More than 61 mails have been waiting for a quarter of an hour, and more come',
    },
    // As many wait, and they become fewer.
    staysQuiet: { series: { latchkey_mail_queue: '200-1x100' }, at: '25m' },
  },
  SecretKeysOld: {
    // Time begins in 1970 here.
    fires: {
      series: { latchkey_secret_keys_changed_timestamp_seconds: `${-2 * YEAR - DAY}x300` },
      at: '1h10m',
      summary: 'The secret keys were last changed 731d 1h 10m 0s ago',
    },
    // Of two instances one was started with new keys.
    staysQuiet: {
      series: {
        'latchkey_secret_keys_changed_timestamp_seconds{instance="a"}': `${-2 * YEAR - DAY}x300`,
        'latchkey_secret_keys_changed_timestamp_seconds{instance="b"}': `${-YEAR}x300`,
      },
      at: '1h10m',
    },
  },
  CertificateEndsSoon: {
    fires: {
      series: { 'probe_ssl_earliest_cert_expiry{job="https"}': `${10 * DAY}x300` },
      at: '1h10m',
      summary: 'The certificate is good for 9d 22h 50m 0s more',
    },
    // Renewed meanwhile.
    staysQuiet: {
      series: { 'probe_ssl_earliest_cert_expiry{job="https"}': `${10 * DAY}x200 ${90 * DAY}x100` },
      at: '1h10m',
    },
  },
  PartDown: {
    fires: {
      series: {
        'up{job="postgres",instance="postgres-replica-1"}': '1x40',
        'pg_up{job="postgres",instance="postgres-replica-1"}': '1x4 0x40',
      },
      at: '8m',
      labels: { job: 'postgres', instance: 'postgres-replica-1' },
      summary: 'postgres at postgres-replica-1 is down, or tells nothing',
    },
    // A restart.
    staysQuiet: { series: { 'up{job="haproxy",instance="haproxy"}': '1x4 0x8 1x40' }, at: '8m' },
  },
};
