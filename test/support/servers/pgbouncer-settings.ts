type Place = { listen: string; port: number; postgresPort: number; folder: string; poolMode?: string };

/**
 * Transaction mode with few server connections, so that whatever a session would keep between two transactions (a
 * prepared statement, SET, an advisory lock) breaks a test here and not in production.
 */
export function pgbouncerSettings({
  listen,
  port,
  postgresPort,
  folder,
  poolMode = 'transaction',
}: Place): string {
  return `[databases]
* = host=127.0.0.1 port=${postgresPort}

[pgbouncer]
listen_addr = ${listen}
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = trust
auth_user = postgres
pool_mode = ${poolMode}
default_pool_size = 4
max_client_conn = 500
server_idle_timeout = 5
ignore_startup_parameters = extra_float_digits
`;
}
