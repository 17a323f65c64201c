// What any session check has to do, and nothing else: read the cookie, hash the token, one Redis GET, answer. It answers
// the very bytes that the service answered, headers included: they are handed over in HEADERS and lie in Redis.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

const { PORT = '', REDIS_URL = '', COOKIE = '', HEADERS = '{}' } = process.env;
const redis = new Redis(REDIS_URL);
const headers = JSON.parse(HEADERS);

createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  const token = tokenIn(request.headers.cookie ?? '');
  const hash = createHash('sha256').update(token).digest('base64url');
  const body = (await redis.get(`floor:${hash}`)) ?? '';
  if (request.url === '/ready') return void response.end();
  headers['content-length'] = Buffer.byteLength(body);
  response.writeHead(body ? 200 : 401, headers);
  response.end(body);
}).listen(Number(PORT), '127.0.0.1');

function tokenIn(cookies: string): string {
  for (const pair of cookies.split('; '))
    if (pair.startsWith(`${COOKIE}=`)) return pair.slice(COOKIE.length + 1);
  return '';
}
