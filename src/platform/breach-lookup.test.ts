import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  FAILURES,
  sha1Of,
  startBreachService,
  type TestBreachService,
} from '#test/support/breach-service.ts';
import { type BreachAnswer, type BreachLookup, createBreachLookup } from './breach-lookup.ts';
import { createLogger } from './logger.ts';

const PASSWORD = 'gravel lantern ostrich';
const SHA1 = sha1Of(PASSWORD);

describe('asking a breached-password service', () => {
  let outside: TestBreachService;
  let lookup: BreachLookup;
  let lines: string[];
  let counted: BreachAnswer[];
  before(async () => {
    outside = await startBreachService();
  });
  after(() => outside.close());
  beforeEach(() => {
    outside.asked.length = 0;
    outside.misbehave = undefined;
    lines = [];
    counted = [];
    lookup = ask(outside.url);
  });

  const ask = (url: string) =>
    createBreachLookup({
      url,
      log: createLogger({ level: 'info', isPretty: false }, { write: (line) => lines.push(line) }),
      onAnswered: (answer) => counted.push(answer),
    });
  const answerWith = (body: string) => {
    outside.misbehave = (_request, response) => response.end(body);
  };

  it('finds what is known, as it is written, and nothing else', async () => {
    outside.leak('known from a leak');
    assert.equal(await lookup.ask('known from a leak'), 'found');
    assert.equal(await lookup.ask('Known from a leak'), 'not_found');
    assert.equal(await lookup.ask(PASSWORD), 'not_found');
    assert.deepEqual(counted, ['found', 'not_found', 'not_found']);
    assert.deepEqual(lines, []);
  });

  it('sends five digits of the hash and asks for padding; the rest of it, and the password, stay here', async () => {
    await lookup.ask(PASSWORD);
    const [request = '', ...more] = outside.asked;
    assert.deepEqual(more, []);
    assert.equal(request.split('\n')[0], `GET /a-secret-key/range/${SHA1.slice(0, 5)}`);
    assert.match(request, /\nadd-padding\ntrue\n/i);
    assert.ok(request.endsWith('\n\n'), 'no body');
    for (const private_ of [PASSWORD, SHA1.slice(0, 6), SHA1.slice(5)]) {
      assert.ok(!request.toUpperCase().includes(private_.toUpperCase()), private_);
    }
  });

  it('reads either line ending and either case, and takes padding for nothing', async () => {
    const suffix = SHA1.slice(5);
    const answers: [string, BreachAnswer][] = [
      [`${'A'.repeat(35)}:2\n${suffix}:1\n`, 'found'],
      [`${suffix.toLowerCase()}:1`, 'found'],
      [`${suffix}:0\r\n${'A'.repeat(35)}:2\r\n`, 'not_found'],
      ['', 'not_found'],
    ];
    for (const [body, answer] of answers) {
      answerWith(body);
      assert.equal(await lookup.ask(PASSWORD), answer, JSON.stringify(body));
    }
  });

  for (const [what, { reason, misbehave }] of Object.entries(FAILURES)) {
    it(`is told nothing by one that ${what}: asked once, logged once, without hash, password or address`, async () => {
      outside.misbehave = misbehave;
      assert.equal(await lookup.ask(PASSWORD), 'unavailable');
      assert.equal(outside.asked.length, 1);
      assert.deepEqual(counted, ['unavailable']);
      assert.deepEqual(
        lines.map((line) => JSON.parse(line)).map(({ level, msg, reason }) => ({ level, msg, reason })),
        [{ level: 40, msg: 'the breached-password service gave no answer', reason }],
      );
      for (const hidden of [PASSWORD, SHA1.slice(0, 5), 'a-secret-key', '127.0.0.1']) {
        assert.ok(!lines.join().includes(hidden), hidden);
      }
    });
  }

  it('is told nothing where nobody listens', async () => {
    const gone = await startBreachService();
    await gone.close();
    assert.equal(await ask(gone.url).ask(PASSWORD), 'unavailable');
    assert.match(lines.join(), /"reason":"ECONNREFUSED"/);
  });

  it('counts what a small packet becomes', async () => {
    const packed = gzipSync(`${'A'.repeat(35)}:1\r\n`.repeat(200_000));
    assert.ok(packed.length < 50_000);
    outside.misbehave = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    assert.equal(await lookup.ask(PASSWORD), 'unavailable');
    assert.match(lines.join(), /"reason":"too long"/);
  });

  it('believes no list of which one line is wrong', async () => {
    const suffix = SHA1.slice(5);
    for (const wrong of [
      '<p>',
      suffix.slice(1),
      `${suffix}:`,
      `${suffix}:-1`,
      `${suffix}0:1`,
      `x${suffix}:1`,
    ]) {
      answerWith(`${suffix}:1\r\n${wrong}\r\n`);
      assert.equal(await lookup.ask(PASSWORD), 'unavailable', wrong);
    }
  });

  it('asks sixteen times at once and no more: a flood of ours is not one of theirs', async () => {
    outside.misbehave = () => {};
    const answers = await Promise.all(Array.from({ length: 40 }, () => lookup.ask(PASSWORD)));
    assert.deepEqual(new Set(answers), new Set(['unavailable']));
    assert.equal(outside.asked.length, 16);
    outside.misbehave = undefined;
    assert.equal(await lookup.ask(PASSWORD), 'not_found', 'and goes on afterwards');
  });
});
