import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { FIELD_NAMES } from '#test/support/field-names.ts';
import { hashes, verifications } from '#test/support/observe.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const MANY = 4_000;
/** What is expensive is so each time; what was slow by a pause of the machine is not. */
const TRIES = 20;

interface Problem {
  errors: { field: string }[];
}

describe('input that is expensive to judge (D04)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    await send(testApp, '/api/v1/sign-up', { body: {} });
  });
  after(() => testApp.close());

  const texts: [string, string][] = [
    ['a ligature that grows eighteenfold', '\ufdfa'.repeat(MANY / 2)],
    ['letters under a pile of marks', `a${'\u0301'.repeat(MANY)}`],
    ['an address of dots', `${'a.'.repeat(MANY)}@example.org`],
    ['an address that never ends', `a@${'a.'.repeat(MANY)}`],
    ['an address that almost matches', `${'a'.repeat(MANY)}!`],
    ['at signs', '@'.repeat(MANY)],
    ['spaces', ' '.repeat(MANY)],
    ['dashes', '-'.repeat(MANY)],
    ['digits', '1'.repeat(MANY)],
    ['emoji joined to one', '👩‍👩‍👧‍👦'.repeat(MANY / 25)],
    ['half of every pair', '\\ud800'.repeat(500)],
  ];
  for (const [name, text] of texts) {
    it(`refuses ${name} in every field as soon as any other text of its length, before any hashing`, async () => {
      const work = async () => (await hashes(testApp)) + (await verifications(testApp));
      const before = await work();
      const plain = 'x'.repeat(text.length);
      for (const field of FIELD_NAMES) {
        for (const path of ['/api/v1/sign-up', '/api/v1/sign-in', '/api/v1/sign-in/second-factor']) {
          const ratios: number[] = [];
          do ratios.push((await refuse(path, field, text)) / (await refuse(path, field, plain)));
          while (ratios.every((ratio) => ratio >= 10) && ratios.length < TRIES);
          assert.ok(Math.min(...ratios) < 10, `${path} ${field} ${ratios}`);
        }
      }
      assert.equal(await work(), before);
    });
  }

  /** How long the refusal takes, in milliseconds. */
  async function refuse(path: string, field: string, text: string): Promise<number> {
    const body = JSON.stringify({ [field]: '?' }).replace('?', () => text);
    const startedAt = performance.now();
    const answer = await send(testApp, path, { body });
    const took = performance.now() - startedAt;
    assert.ok([413, 422].includes(answer.statusCode), String(answer.statusCode));
    if (answer.statusCode === 422) assert.deepEqual(await accepted(path, answer), []);
    return took;
  }

  /** Fields that an empty form would be refused for, and this one was not. */
  async function accepted(path: string, answer: { json(): Problem }): Promise<string[]> {
    const needed = (await send(testApp, path, { body: {} })).json().errors as Problem['errors'];
    const refused = answer.json().errors.map(({ field }) => field);
    return needed.map(({ field }) => field).filter((field) => !refused.includes(field));
  }
});
