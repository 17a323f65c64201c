import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { auditOf } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';

describe('the profile', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('is shown, changed in part, and emptied by null', async () => {
    const { browser, email } = await aPerson(testApp);
    assert.deepEqual((await browser.json('GET', '/account/profile')).json(), {
      firstName: 'Robin',
      lastName: 'Example',
    });
    const all = { firstName: 'José', lastName: '李', country: 'PE', dateOfBirth: '1980-02-29' };
    assert.deepEqual((await browser.json('PATCH', '/account/profile', all)).json(), all);
    const changed = await browser.json('PATCH', '/account/profile', { country: null, firstName: 'Pepe' });
    assert.deepEqual(changed.json(), { firstName: 'Pepe', lastName: '李', dateOfBirth: '1980-02-29' });
    assert.equal((await auditOf(testApp, email)).filter((type) => type === 'profile_changed').length, 2);
  });

  it('says what is wrong with a field and changes nothing', async () => {
    const { browser } = await aPerson(testApp);
    const wrong: [object, string][] = [
      [{ country: 'QQ' }, 'country_unknown'],
      [{ dateOfBirth: '2030-01-17' }, 'date_invalid'],
      [{ dateOfBirth: 'yesterday' }, 'date_invalid'],
      [{ firstName: 'a\nb' }, 'name_invalid'],
      [{ lastName: 7 }, 'wrong_type'],
    ];
    for (const [change, code] of wrong) {
      const answer = await browser.json('PATCH', '/account/profile', change);
      assert.equal(answer.statusCode, 422, JSON.stringify(change));
      assert.deepEqual(
        answer.json().errors.map((error: { field: string; code: string }) => [error.field, error.code]),
        [[Object.keys(change)[0], code]],
      );
    }
    assert.deepEqual((await browser.json('GET', '/account/profile')).json(), {
      firstName: 'Robin',
      lastName: 'Example',
    });
  });

  it('is a form that keeps what was typed, and empties what was left empty', async () => {
    const { browser } = await aPerson(testApp);
    const saved = await browser.submit('/account/profile', {
      firstName: 'A',
      lastName: 'B',
      country: 'DE',
      dateOfBirth: '',
    });
    assert.deepEqual([saved.statusCode, saved.headers.location], [303, '/account/profile?saved=yes']);
    const again = await browser.submit('/account/profile', {
      firstName: '',
      lastName: 'Kept',
      country: 'XX',
      dateOfBirth: '1999-01-01',
    });
    assert.equal(again.statusCode, 422);
    for (const text of ['value="Kept"', 'value="1999-01-01"', 'id="firstName-error"', 'id="country-error"'])
      assert.ok(again.body.includes(text), text);
    await browser.submit('/account/profile', { firstName: 'A', lastName: 'B', country: '', dateOfBirth: '' });
    assert.deepEqual((await browser.json('GET', '/account/profile')).json(), {
      firstName: 'A',
      lastName: 'B',
    });
  });
});
