import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes, seconds } from '#platform/duration.ts';
import { type Answer, createBrowser } from '#test/support/browser.ts';
import { verifications } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { encodeProof, solvedProof } from '#test/support/proofs.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('a list of passwords tried from many addresses, one each (R13)', () => {
  let apps: TwoApps;
  let person: Person;
  before(async () => {
    apps = await buildTwoApps({ environment: ROOMY_CLIENTS });
    person = await aPerson(apps.one);
    await stuff(300);
    for (const { jobs } of [apps.one, apps.two, apps.one]) await jobs.exchangeTallies.runOnce();
  });
  after(() => apps.close());

  let count = 0;
  async function stuff(times: number): Promise<void> {
    for (let guess = 0; guess < times; guess += 1) {
      count += 1;
      const body = { email: `listed-${count}@example.org`, password: `a listed one ${count}` };
      const from = `198.${18 + (count >> 8)}.${count & 255}.7`;
      const answer = await send(apps.inTurn(count), '/api/v1/sign-in', { body, from });
      assert.equal(answer.statusCode, 401, answer.body);
    }
  }
  const signIn = (fields: object = {}) =>
    createBrowser(apps.one).json('POST', '/sign-in', {
      email: person.email,
      password: person.password,
      ...fields,
    });
  const challengeOf = (answer: Answer) => {
    assert.deepEqual([answer.statusCode, answer.json().code], [403, 'proof_of_work_required']);
    return answer.json().challenge;
  };

  it('is noticed by every instance, and seen by the operator', async () => {
    for (const { platform } of [apps.one, apps.two])
      assert.match(await platform.metrics.registry.metrics(), /^latchkey_suspicion_raised 1$/m);
  });

  it('meets work before the next guess is judged, at each of the three doors', async () => {
    const before = await verifications(apps.one, apps.two);
    const body = { email: 'somebody@example.org', password: 'a listed one', firstName: 'A', lastName: 'B' };
    for (const door of ['/sign-in', '/sign-up', '/forgot-password'])
      challengeOf(await send(apps.two, `/api/v1${door}`, { body, from: '192.0.2.1' }));
    assert.equal(await verifications(apps.one, apps.two), before);
  });

  it('asks known and unknown addresses alike', async () => {
    const unknown = await send(apps.one, '/api/v1/sign-in', {
      body: { email: 'no@example.org', password: 'whatever' },
    });
    const known = await send(apps.one, '/api/v1/sign-in', {
      body: { email: person.email, password: 'whatever' },
    });
    const shapes = [known, unknown].map((answer) => {
      const { requestId, challenge, ...rest } = answer.json();
      const { nonce, salt, ...parameters } = challenge.parameters;
      assert.ok(requestId && nonce && salt);
      return { ...rest, parameters, status: answer.statusCode };
    });
    assert.deepEqual(shapes[0], shapes[1]);
  });

  it('lets a person in whose client did the work, once for each proof', async () => {
    const proof = await solvedProof(challengeOf(await signIn()));
    assert.equal((await signIn({ proof })).statusCode, 200);
    challengeOf(await signIn({ proof }));
  });

  it('takes no proof that was made for another door', async () => {
    const body = {
      email: 'somebody@example.org',
      password: 'a new phrase here',
      firstName: 'A',
      lastName: 'B',
    };
    const proof = await solvedProof(
      challengeOf(await createBrowser(apps.one).json('POST', '/sign-up', body)),
    );
    challengeOf(await signIn({ proof }));
  });

  it('takes no wait that was made up: its challenge is not ours, though it says that it has expired', async () => {
    const data = { purpose: 'sign_in', issuedAt: apps.one.clock.now().getTime() - seconds(31) };
    const parameters = { nonce: 'of my own', data, expiresAt: 1 };
    challengeOf(await signIn({ proof: encodeProof({ challenge: { parameters } }) }));
  });

  it('lets a person in who waited instead', async () => {
    const challenge = challengeOf(await signIn());
    challengeOf(await signIn({ proof: encodeProof({ challenge }) }));
    apps.one.clock.advance(seconds(30));
    assert.equal((await signIn({ proof: encodeProof({ challenge }) })).statusCode, 200);
  });

  it('asks nothing of a browser that signed in before', async () => {
    const { browser, email, password } = person;
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
    assert.equal((await browser.json('POST', '/forgot-password', { email })).statusCode, 202);
  });

  it('puts a challenge into the forms, so that no person is asked twice', async () => {
    for (const path of ['/sign-in', '/sign-up', '/forgot-password']) {
      const page = await createBrowser(apps.one).get(path);
      const [, unsolved = ''] = /name="proof" value="([\w+/=]+)" data-proof-of-work/.exec(page.body) ?? [];
      assert.ok(JSON.parse(Buffer.from(unsolved, 'base64').toString()).challenge.signature, path);
    }
    const page = await createBrowser(apps.one).get('/sign-in');
    const [, unsolved = ''] = /name="proof" value="([\w+/=]+)"/.exec(page.body) ?? [];
    const proof = await solvedProof(JSON.parse(Buffer.from(unsolved, 'base64').toString()).challenge);
    const { email, password } = person;
    const answer = await createBrowser(apps.one).submit('/sign-in', { email, password, proof });
    assert.equal(answer.statusCode, 303);
  });

  it('shows the form again where the proof is missing: 403, the address kept, a fresh challenge', async () => {
    const { email, password } = person;
    const page = await createBrowser(apps.one).submit('/sign-in', {
      email,
      password,
      returnTo: '/account/profile',
    });
    assert.equal(page.statusCode, 403);
    assert.match(page.body, new RegExp(`value="${email}"`));
    assert.match(page.body, /value="\/account\/profile"/);
    assert.match(page.body, /data-proof-of-work/);
    assert.ok(!page.body.includes(password));
  });

  it('is over five minutes after the last failure', async () => {
    apps.one.clock.advance(minutes(5));
    for (const { jobs } of [apps.one, apps.two]) await jobs.exchangeTallies.runOnce();
    assert.equal((await signIn()).statusCode, 200);
  });
});
