import { type Dashboard, rateOf } from './panels.ts';

/** How the parts are that the service runs on. */
export const STACK: Dashboard = {
  uid: 'latchkey-stack',
  title: 'Stack',
  description: 'How the parts are that the service runs on',
  rows: [
    {
      title: 'All parts',
      panels: [
        {
          title: 'Up',
          description: 'Of each part, how many tell Prometheus their figures',
          unit: 'none',
          queries: [{ expr: 'sum by (job) (up)', legend: '{{job}}' }],
        },
        {
          title: 'Memory of the service',
          description: 'Each instance',
          unit: 'bytes',
          queries: [{ expr: 'latchkey_process_resident_memory_bytes', legend: '{{instance}}' }],
        },
        {
          title: 'Processor time of the service',
          description: '1 is one core',
          unit: 'none',
          queries: [
            { expr: rateOf('latchkey_process_cpu_seconds_total', 'instance'), legend: '{{instance}}' },
          ],
        },
        {
          title: 'Event loop',
          description: 'How late Node is: one turn in a hundred is later',
          unit: 's',
          queries: [{ expr: 'latchkey_nodejs_eventloop_lag_p99_seconds', legend: '{{instance}}' }],
        },
        {
          title: 'Age of the secret keys',
          description: 'Since the file was last changed',
          unit: 's',
          as: 'now',
          queries: [{ expr: 'time() - max(latchkey_secret_keys_changed_timestamp_seconds)', legend: 'age' }],
        },
        {
          title: 'Log lines lost',
          description: 'Because nothing took them; more than none is a fault',
          unit: 'ops',
          queries: [{ expr: rateOf('latchkey_log_lines_dropped_total'), legend: 'lost' }],
        },
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        {
          title: 'Roles',
          description: '1: a replica, 0: the primary',
          unit: 'none',
          as: 'now',
          queries: [{ expr: 'pg_role_is_replica', legend: '{{instance}}' }],
        },
        {
          title: 'Behind the primary',
          description: 'What each replica has not replayed yet; one that is not here does not stream',
          unit: 'bytes',
          queries: [{ expr: 'max by (replica) (latchkey_replica_lag_bytes)', legend: '{{replica}}' }],
        },
        {
          title: 'Reads that decide',
          description: 'By database and reason: “fresh” were spared the primary',
          unit: 'ops',
          as: 'areas',
          queries: [{ expr: 'db_result:latchkey_reads:rate5m', legend: '{{db}} {{result}}' }],
        },
        {
          title: 'Transactions',
          description: 'Of each server',
          unit: 'ops',
          queries: [
            {
              expr: rateOf('pg_stat_database_xact_commit{datname="latchkey"}', 'instance'),
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Connections',
          description: 'Of each server, whatever they do',
          unit: 'none',
          queries: [
            {
              expr: 'sum by (instance) (pg_stat_activity_count{datname="latchkey"})',
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Size',
          description: 'Of the database, on the primary',
          unit: 'bytes',
          queries: [{ expr: 'max(pg_database_size_bytes{datname="latchkey"})', legend: 'latchkey' }],
        },
      ],
    },
    {
      title: 'Pools',
      panels: [
        {
          title: 'Pools of the service',
          description: 'Open connections, of these unused, and callers who wait for one',
          unit: 'none',
          queries: [
            { expr: 'sum by (pool) (latchkey_db_pool_connections)', legend: '{{pool}} open' },
            { expr: 'sum by (pool) (latchkey_db_pool_idle)', legend: '{{pool}} unused' },
            { expr: 'sum by (pool) (latchkey_db_pool_waiting)', legend: '{{pool}} waiting' },
          ],
        },
        {
          title: 'PgBouncer’s clients',
          description: 'Waiting ones are refused after two seconds',
          unit: 'none',
          queries: [
            {
              expr: 'sum by (database) (pgbouncer_pools_client_active_connections)',
              legend: '{{database}} active',
            },
            {
              expr: 'sum by (database) (pgbouncer_pools_client_waiting_connections)',
              legend: '{{database}} waiting',
            },
          ],
        },
        {
          title: 'PgBouncer’s servers',
          description: 'Connections to PostgreSQL in use and unused',
          unit: 'none',
          queries: [
            {
              expr: 'sum by (database) (pgbouncer_pools_server_active_connections)',
              legend: '{{database}} active',
            },
            {
              expr: 'sum by (database) (pgbouncer_pools_server_idle_connections)',
              legend: '{{database}} unused',
            },
          ],
        },
        {
          title: 'HAProxy’s servers',
          description: '1: asked for reads (and, with failover, writes)',
          unit: 'none',
          queries: [{ expr: 'haproxy_server_status{state="UP"}', legend: '{{proxy}} {{server}}' }],
        },
        {
          title: 'HAProxy’s sessions',
          description: 'How reads are spread over the replicas',
          unit: 'none',
          queries: [{ expr: 'haproxy_server_current_sessions', legend: '{{proxy}} {{server}}' }],
        },
      ],
    },
    {
      title: 'Redis and Nginx',
      panels: [
        {
          title: 'Memory of Redis',
          description: 'At the limit sign-ins are refused; nothing is evicted',
          unit: 'bytes',
          queries: [
            { expr: 'redis_memory_used_bytes', legend: '{{instance}}' },
            { expr: 'max(redis_memory_max_bytes)', legend: 'limit' },
          ],
        },
        {
          title: 'Commands of Redis',
          description: 'Of each server',
          unit: 'ops',
          queries: [{ expr: rateOf('redis_commands_processed_total', 'instance'), legend: '{{instance}}' }],
        },
        {
          title: 'Time of a command',
          description: 'As the service sees it: 95 of 100 take no longer',
          unit: 's',
          queries: [{ expr: 'latchkey:redis_command_seconds:p95_5m', legend: '95 %' }],
        },
        {
          title: 'Requests at Nginx',
          description: 'Also those that Nginx answers by itself',
          unit: 'reqps',
          queries: [{ expr: rateOf('nginx_http_requests_total'), legend: 'requests' }],
        },
        {
          title: 'Connections at Nginx',
          description: 'What they are at',
          unit: 'none',
          as: 'areas',
          queries: ['reading', 'writing', 'waiting'].map((state) => ({
            expr: `sum(nginx_connections_${state})`,
            legend: state,
          })),
        },
      ],
    },
  ],
};
