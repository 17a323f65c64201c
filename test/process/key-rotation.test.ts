import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Account,
  anAccount,
  codeNow,
  createHttpClient,
  tokenMailed,
  turnOnTotp,
  untilStepHas,
} from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

const aKey = () => randomBytes(32).toString('base64url');

describe('a new secret key', () => {
  const [oldKey, newKey] = [aKey(), aKey()];
  let service: TestService;
  let present: Account & { secret: string };
  let absent: Account & { secret: string; recoveryCodes: string[] };
  let forgetful: Account;
  let resetToken = '';
  before(async () => {
    service = await prepareService();
    await service.start({ SECRET_KEYS: oldKey });
    await untilStepHas(4_000);
    present = await withTotp();
    absent = await withTotp();
    forgetful = await anAccount(service);
    await forgetful.client.json('POST', '/forgot-password', { email: forgetful.email });
    resetToken = await tokenMailed(service, forgetful.email, /new password/i);
    assert.equal(await service.end(), 0);
  });
  after(() => service?.remove());

  it('set before the old one keeps everybody signed in and their codes good', async () => {
    await service.start({ SECRET_KEYS: `${newKey},${oldKey}` });
    assert.equal((await present.client.json('GET', '/session')).status, 200);
    assert.equal((await secondStep(present, codeNow(present.secret))).status, 200);
  });

  it('leaves the links in mails good', async () => {
    const reset = { token: resetToken, password: 'another long phrase' };
    assert.equal((await forgetful.client.json('POST', '/reset-password', reset)).status, 204);
    assert.deepEqual(service.warnings(), []);
    assert.equal(await service.end(), 0);
  });

  it('serves alone whoever signed in meanwhile', async () => {
    await service.start({ SECRET_KEYS: newKey });
    assert.equal((await secondStep(present, codeNow(present.secret, 1))).status, 200);
    assert.deepEqual(service.warnings(), []);
  });

  it('leaves whoever did not come in time their recovery codes and their password', async () => {
    const lost = await secondStep(absent, codeNow(absent.secret, 1));
    assert.notEqual(lost.status, 200);
    assert.equal((await secondStep(absent, absent.recoveryCodes[0] ?? '')).status, 200);
  });

  async function withTotp() {
    const account = await anAccount(service);
    return { ...account, ...(await turnOnTotp(account)) };
  }

  async function secondStep({ email, password }: Account, code: string) {
    const client = createHttpClient(service);
    const first = await client.json('POST', '/sign-in', { email, password });
    assert.equal(first.body.status, 'second_factor_required');
    return client.json('POST', '/sign-in/second-factor', { code });
  }
});
