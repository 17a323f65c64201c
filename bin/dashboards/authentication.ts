import { type Dashboard, rateOf } from './panels.ts';

/** What people and attackers do. */
export const AUTHENTICATION: Dashboard = {
  uid: 'latchkey-authentication',
  title: 'Authentication',
  description: 'What people and attackers do, and what they are answered',
  rows: [
    {
      title: 'People',
      panels: [
        {
          title: 'Sign-ins',
          description: 'Address and password, by how it ended. Much “rejected”: somebody guesses.',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: 'outcome:latchkey_sign_in_attempts:rate5m', legend: '{{outcome}}' }],
        },
        {
          title: 'Second steps',
          description: 'Codes after a right password. Rejected ones mean that somebody may know a password.',
          unit: 'ops',
          as: 'areas',
          queries: [
            {
              expr: 'method_outcome:latchkey_second_factor_attempts:rate5m',
              legend: '{{method}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Sign-ups',
          description: 'Sign-ups asked for, by how they ended',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: rateOf('latchkey_sign_ups_total', 'outcome'), legend: '{{outcome}}' }],
        },
        {
          title: 'Forgotten passwords',
          description: 'How far they came: asked, mailed, reset',
          unit: 'ops',
          queries: [{ expr: rateOf('latchkey_password_resets_total', 'step'), legend: '{{step}}' }],
        },
        {
          title: 'Sessions',
          description: 'Started and ended, by reason; what runs out is not counted',
          unit: 'ops',
          queries: [
            { expr: rateOf('latchkey_sessions_started_total'), legend: 'started' },
            { expr: rateOf('latchkey_sessions_ended_total', 'reason'), legend: '{{reason}}' },
          ],
        },
        {
          title: 'Looks at sessions',
          description: '“unavailable”: a store is away, and nobody is told to sign in again',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: rateOf('latchkey_session_checks_total', 'result'), legend: '{{result}}' }],
        },
        {
          title: 'Mail',
          description: 'Handed over, tried again or given up, and how much waits',
          unit: 'short',
          queries: [
            { expr: rateOf('latchkey_mail_sent_total', 'outcome'), legend: '{{outcome}} a second' },
            { expr: 'max(latchkey_mail_queue)', legend: 'waiting' },
          ],
        },
        {
          title: 'Audit log',
          description: 'The ten most frequent records',
          unit: 'ops',
          queries: [
            { expr: `topk(10, ${rateOf('latchkey_audit_events_total', 'type')})`, legend: '{{type}}' },
          ],
        },
      ],
    },
    {
      title: 'Attackers',
      panels: [
        {
          title: 'Refused by limit',
          description: 'Tries refused, by the limit that refused for longest',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: 'limit:latchkey_throttled:rate5m', legend: '{{limit}}' }],
        },
        {
          title: 'Waits told',
          description: 'How long those who were refused are to wait',
          unit: 's',
          queries: [0.5, 0.95].map((quantile) => ({
            expr: `histogram_quantile(${quantile}, ${rateOf('latchkey_backoff_seconds_bucket', 'le')})`,
            legend: `${quantile * 100} % wait no longer`,
          })),
        },
        {
          title: 'Hidden field filled in',
          description: 'By robots, since people do not see it',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: 'form:latchkey_honeypot_trips:rate5m', legend: '{{form}}' }],
        },
        {
          title: 'Clients under suspicion',
          description:
            'Clients that betrayed themselves within the hour; raised: failures over everything look like guessing',
          unit: 'short',
          queries: [
            { expr: 'sum(latchkey_suspicious_clients)', legend: 'clients' },
            { expr: 'max(latchkey_suspicion_raised)', legend: 'raised' },
          ],
        },
        {
          title: 'Proofs of work',
          description: 'Asked for and what came back',
          unit: 'ops',
          queries: [{ expr: rateOf('latchkey_proof_of_work_total', 'outcome'), legend: '{{outcome}}' }],
        },
      ],
    },
    {
      title: 'Passwords',
      panels: [
        {
          title: 'Passwords verified',
          description: 'Each costs a core some milliseconds, whoever asks',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: rateOf('latchkey_password_verify_total', 'outcome'), legend: '{{outcome}}' }],
        },
        {
          title: 'Time of a hash',
          description: '95 of 100 take no longer, the wait for a thread included',
          unit: 's',
          queries: [{ expr: 'latchkey:password_hash_seconds:p95_5m', legend: '95 %' }],
        },
        {
          title: 'Hashes waiting and refused',
          description: 'Refused ones were too many at once: people are told to come again',
          unit: 'short',
          queries: [
            { expr: 'sum(latchkey_password_hash_queue)', legend: 'waiting' },
            { expr: rateOf('latchkey_password_hash_rejected_total'), legend: 'refused a second' },
          ],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Answers by status',
          description: 'Of the service itself; Nginx answers 503 by itself only when no instance does',
          unit: 'reqps',
          as: 'areas',
          queries: [{ expr: 'status:latchkey_http_requests:rate5m', legend: '{{status}}' }],
        },
        {
          title: 'Busiest routes',
          description: 'The ten that are asked most',
          unit: 'reqps',
          queries: [{ expr: 'topk(10, route:latchkey_http_requests:rate5m)', legend: '{{route}}' }],
        },
        {
          title: 'Slowest routes',
          description: '95 of 100 answers take no longer; ten routes',
          unit: 's',
          queries: [
            { expr: 'topk(10, route:latchkey_http_request_duration_seconds:p95_5m)', legend: '{{route}}' },
          ],
        },
        {
          title: 'Failed requests',
          description: 'Answered with 5xx; one in a thousand is what a month may have',
          unit: 'percentunit',
          queries: [
            { expr: 'latchkey:http_errors:ratio_rate5m', legend: 'five minutes' },
            { expr: 'latchkey:http_errors:ratio_rate1h', legend: 'an hour' },
            { expr: 'latchkey:http_errors:ratio_rate6h', legend: 'six hours' },
          ],
        },
      ],
    },
  ],
};
