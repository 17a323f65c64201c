import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { isUnavailable } from './unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('whatever it says'), { code });
const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

/** "Not now": 503, try again. */
const UNAVAILABLE: Record<string, unknown> = {
  'nobody listens': withCode('ECONNREFUSED'),
  'the connection was reset': withCode('ECONNRESET'),
  'the pipe broke': withCode('EPIPE'),
  'the name does not resolve': withCode('EAI_AGAIN'),
  'every address of a host refused': new AggregateError([withCode('ECONNREFUSED'), withCode('EHOSTUNREACH')]),
  'connection failure (08006)': withCode('08006'),
  'too many connections (53300)': withCode('53300'),
  'disk full (53100)': withCode('53100'),
  'server shuts down (57P01)': withCode('57P01'),
  'server starts (57P03)': withCode('57P03'),
  'statement timeout (57014)': withCode('57014'),
  'lock timeout (55P03)': withCode('55P03'),
  'not ready for this (55000)': withCode('55000'),
  'read-only: a standby after a failover (25006)': withCode('25006'),
  'serialization failure (40001)': withCode('40001'),
  'deadlock (40P01)': withCode('40P01'),
  'a pool without a free connection': new Error('timeout exceeded when trying to connect'),
  'a query that hangs': new Error('Query read timeout'),
  'a connection that ended under a query': new Error('Connection terminated unexpectedly'),
  'Redis: no connection': new Error("Stream isn't writeable and enableOfflineQueue options is false"),
  'Redis: connection closed': new Error('Connection is closed.'),
  'Redis: no answer in time': new Error('Command timed out'),
  'Redis: broken under a command': new Error(
    'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
  ),
  'Redis is full': reply("OOM command not allowed when used memory > 'maxmemory'."),
  'Redis starts': reply('LOADING Redis is loading the dataset in memory'),
  'Redis became a replica': reply("READONLY You can't write against a read only replica."),
  'Redis cannot save': reply(
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to',
  ),
};

/** "This is wrong": a bug, 500. */
const BUGS: Record<string, unknown> = {
  'unique violation (23505)': withCode('23505'),
  'foreign key violation (23503)': withCode('23503'),
  'syntax error (42601)': withCode('42601'),
  'unknown table (42P01)': withCode('42P01'),
  'malformed input (22P02)': withCode('22P02'),
  'NUL in a text (22021)': withCode('22021'),
  'permission denied (42501)': withCode('42501'),
  'Redis: wrong type': reply('WRONGTYPE Operation against a key holding the wrong kind of value'),
  'Redis: a broken script': reply('ERR Error running script'),
  'a mistake of ours': new TypeError("Cannot read properties of undefined (reading 'id')"),
  'an aggregate of mistakes': new AggregateError([new TypeError('x is not a function')]),
  'text that is no error': 'ECONNREFUSED',
  nothing: undefined,
  'a code that is a number': Object.assign(new Error('x'), { code: 53300 }),
};

describe('an error of a store', () => {
  for (const [what, error] of Object.entries(UNAVAILABLE))
    it(`is unavailability when it is this: ${what}`, () => assert.equal(isUnavailable(error), true));

  for (const [what, error] of Object.entries(BUGS))
    it(`is a bug when it is this: ${what}`, () => assert.equal(isUnavailable(error), false));

  it('is recognised as the driver itself makes it', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1, user: 'x', database: 'x' });
    await assert.rejects(client.connect(), isUnavailable);
  });
});
