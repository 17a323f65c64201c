import { connect } from 'node:net';
import pg from 'pg';

export function answersQuery(port: number): () => Promise<boolean> {
  return async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      database: 'postgres',
      connectionTimeoutMillis: 2000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } finally {
      await client.end().catch(() => {});
    }
  };
}

export function answersPing(port: number): () => Promise<boolean> {
  return () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
      const settle = (answered: boolean) => {
        socket.destroy();
        resolve(answered);
      };
      socket.setTimeout(2000, () => settle(false));
      socket.once('error', () => settle(false));
      socket.once('data', (reply) => settle(String(reply).startsWith('+PONG')));
    });
}
