import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { readPoolerFigures } from '#platform/database/pooler-figures.ts';

/*
 * PgBouncer's figures for Prometheus, as a process of its own: `GET /metrics` at HOST and PORT. PGBOUNCER_URL_FILE holds
 * the address of its console.
 */
const { PGBOUNCER_URL_FILE = '', HOST = '127.0.0.1', PORT = '9127' } = process.env;
const url = readFileSync(PGBOUNCER_URL_FILE, 'utf8').trim();

const server = createServer(async (request, response) => {
  if (request.url !== '/metrics') return response.writeHead(404).end();
  const { text, contentType } = await readPoolerFigures(url);
  return response.writeHead(200, { 'content-type': contentType }).end(text);
});
server.listen(Number(PORT), HOST);
process.once('SIGTERM', () => process.exit(0));
