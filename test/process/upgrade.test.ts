import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Account,
  anAccount,
  codeNow,
  createHttpClient,
  nextEmail,
  type Place,
  tokenMailed,
  turnOnTotp,
  untilStepHas,
} from '#test/support/http-client.ts';
import { makeNextVersion, type NextVersion } from '#test/support/next-version.ts';
import { type OwnStores, openOwnStores } from '#test/support/own-stores.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

type WithTotp = Account & { secret: string; recoveryCodes: string[] };

const aKey = () => randomBytes(32).toString('base64url');
const ROUNDS = 4;
const NEW_PASSWORD = 'another long phrase';

/** As docs/operations/upgrade.md and rotate-secrets.md say, one step after the other, with people on both versions. */
describe('an upgrade, the old and the new version side by side (F23)', () => {
  const [firstKey, secondKey] = [aKey(), aKey()];
  let stores: OwnStores;
  let version: NextVersion;
  let old: TestService;
  let next: TestService;
  let both: Place;
  const signedIn: Account[] = [];
  let early: WithTotp;
  let forgetful: Account;
  let waiting: Account;

  before(async () => {
    version = makeNextVersion();
    stores = await openOwnStores();
    const environment = {
      ...stores.environment,
      SECRET_KEYS: firstKey,
      LIMIT_SIGN_IN_CLIENT_FREE: '1000',
    };
    old = await prepareService(environment);
    const other = await prepareService({ ...environment, PUBLIC_URL: old.url }, { root: version.root });
    next = { ...other, url: old.url };
    both = inTurn(old, next);
    await old.start();
    await untilStepHas(4_000);
    early = await withTotp(old);
    forgetful = await anAccount(old);
    await forgetful.client.json('POST', '/forgot-password', { email: forgetful.email });
    waiting = await signUp(old);
    signedIn.push(early, await anAccount(old));
  });
  after(async () => {
    await old?.remove();
    await next?.remove();
    await stores?.remove();
    version?.remove();
  });

  it('expands the tables under the old version, which goes on and may start anew', async () => {
    let isMigrated = false;
    const meanwhile = (async () => {
      do await assertEverybodyIsIn(old);
      while (!isMigrated);
    })();
    version.migrate(stores.database.url ?? '');
    isMigrated = true;
    await meanwhile;
    assert.equal(await old.end(), 0);
    await old.start();
    await goThroughAll(old);
    await assertEverybodyIsIn(old);
  });

  it('lets people go from one to the other and back, at every step of every way', async () => {
    await next.start();
    for (let round = 0; round < ROUNDS; round += 1) await goThroughAll(both);
    await assertEverybodyIsIn(old);
    await assertEverybodyIsIn(next);
  });

  it('lets each read what the other wrote', async () => {
    for (const [maker, own, other] of [
      [old, 'Robin', 'Read by the next'],
      [next, 'Made and read by the next', 'Robin'],
    ] as const) {
      const { client } = await anAccount(maker);
      const reader = maker === old ? next : old;
      assert.equal((await client.json('GET', '/session')).body.user.firstName, own);
      assert.equal((await withCookiesOf(client, reader).json('GET', '/session')).body.user.firstName, other);
    }
  });

  it('lets keys be rotated meanwhile: behind the old one everywhere, then in front', async () => {
    await restart(old, `${firstKey},${secondKey}`);
    await restart(next, `${firstKey},${secondKey}`);
    await goThroughAll(both);
    await restart(next, `${secondKey},${firstKey}`);
    await goThroughAll(both);
    // Sealed by the new key on the new version, opened by the old one, and the other way round.
    for (const [maker, reader] of [[next, old] as const, [old, next] as const]) {
      await untilStepHas(4_000);
      const account = await withTotp(maker);
      assert.equal((await secondStep(reader, account, codeNow(account.secret))).status, 200);
      signedIn.push(account);
    }
    assert.equal((await secondStep(next, early, codeNow(early.secret))).status, 200);
    await assertEverybodyIsIn(both);
  });

  it('signs nobody out once the old version is gone, and leaves old links good', async () => {
    await old.end();
    await restart(next, secondKey);
    await assertEverybodyIsIn(next);
    assert.equal((await secondStep(next, early, codeNow(early.secret, 1))).status, 200);
    await verify(next, waiting);
    await reset(next, forgetful);
    assert.deepEqual([...old.warnings(), ...next.warnings()], []);
  });

  /** Each its own way: a sign-up, a second factor, a new password, a reset. */
  async function goThroughAll(place: Place): Promise<void> {
    await untilStepHas(6_000);
    const newcomer = await signUp(place);
    await verify(place, newcomer);
    const [careful, changing, lost] = await Promise.all([
      withTotp(place),
      anAccount(place),
      anAccount(place),
    ]);
    assert.equal((await secondStep(place, careful, codeNow(careful.secret))).status, 200);
    assert.equal((await secondStep(place, careful, careful.recoveryCodes[0] ?? '')).status, 200);
    assert.notEqual((await secondStep(place, careful, careful.recoveryCodes[0] ?? '')).status, 200);

    const { client, password: currentPassword } = changing;
    const change = { currentPassword, newPassword: NEW_PASSWORD };
    assert.equal((await client.json('POST', '/account/password', change)).status, 204);
    await assertReplaced(place, changing);
    assert.equal((await lost.client.json('POST', '/forgot-password', { email: lost.email })).status, 202);
    await reset(place, lost);
    const leaving = await anAccount(place);
    const stolen = withCookiesOf(leaving.client, place);
    assert.equal((await leaving.client.json('POST', '/sign-out')).status, 204);
    for (let count = 0; count < 2; count += 1)
      assert.equal((await stolen.json('GET', '/session')).status, 401);
    signedIn.push(careful, changing);
  }

  /** With the browser that each of them had from the start, wherever it is sent. */
  async function assertEverybodyIsIn(place: Place): Promise<void> {
    for (const { email, client } of signedIn) {
      const { status, body } = await withCookiesOf(client, place).json('GET', '/session');
      assert.equal(status, 200, email);
      assert.equal(body.user.email, email);
    }
  }

  async function restart(service: TestService, keys: string): Promise<void> {
    assert.equal(await service.end(), 0);
    await service.start({ SECRET_KEYS: keys });
  }
});

/** One origin: each request goes to the other one than the request before. */
function inTurn(one: Place, other: Place): Place {
  let count = 0;
  return {
    url: one.url,
    get address() {
      count += 1;
      return count % 2 ? one.address : other.address;
    },
  };
}

function withCookiesOf({ cookies }: Account['client'], place: Place) {
  const client = createHttpClient(place);
  for (const [name, value] of cookies) client.cookies.set(name, value);
  return client;
}

async function signUp(place: Place): Promise<Account> {
  const account = { email: nextEmail(), password: 'a long enough phrase', client: createHttpClient(place) };
  const { client, email, password } = account;
  const person = { email, password, firstName: 'Robin', lastName: 'Example' };
  assert.equal((await client.json('POST', '/sign-up', person)).status, 202);
  return account;
}

/** In the browser that signed up, and then signed in. */
async function verify(place: Place, { email, password, client }: Account): Promise<void> {
  const browser = withCookiesOf(client, place);
  const token = await tokenMailed(place, email, /./);
  assert.equal((await browser.json('POST', '/verify-email', { token })).status, 204);
  assert.equal((await browser.json('POST', '/sign-in', { email, password })).status, 200);
}

async function reset(place: Place, account: Account): Promise<void> {
  const token = await tokenMailed(place, account.email, /new password/i);
  const answer = await createHttpClient(place).json('POST', '/reset-password', {
    token,
    password: NEW_PASSWORD,
  });
  assert.equal(answer.status, 204);
  await assertReplaced(place, account);
}

/** On whichever version: the new password works, the old one does not. */
async function assertReplaced(place: Place, { email, password }: Account): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    const signIn = (typed: string) =>
      createHttpClient(place).json('POST', '/sign-in', { email, password: typed });
    assert.equal((await signIn(password)).status, 401);
    assert.equal((await signIn(NEW_PASSWORD)).status, 200);
  }
}

async function withTotp(place: Place): Promise<WithTotp> {
  const account = await anAccount(place);
  return { ...account, ...(await turnOnTotp(account)) };
}

async function secondStep(place: Place, { email, password }: Account, code: string) {
  const client = createHttpClient(place);
  const first = await client.json('POST', '/sign-in', { email, password });
  assert.equal(first.body.status, 'second_factor_required');
  return client.json('POST', '/sign-in/second-factor', { code });
}
