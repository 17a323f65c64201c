import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson } from '#test/support/people.ts';

describe('the activity of an account', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it("is the person's own, newest first, page by page to the end", async () => {
    const { browser } = await aPerson(testApp);
    const other = await aPerson(testApp);
    for (let round = 0; round < 40; round += 1) {
      testApp.clock.advance(seconds(1));
      await browser.json('PATCH', '/account/profile', { firstName: `R${round}` });
    }
    const first = (await browser.json('GET', '/account/events')).json();
    const second = (await browser.json('GET', `/account/events?cursor=${first.nextCursor}`)).json();
    assert.deepEqual([first.events.length, second.events.length, second.nextCursor], [30, 12, undefined]);
    const all = [...first.events, ...second.events];
    assert.equal(new Set(all.map(({ id }) => id)).size, 42);
    const times = all.map(({ occurredAt }) => occurredAt);
    assert.deepEqual(times, times.toSorted().reverse());
    assert.deepEqual(
      all
        .slice(-2)
        .map(({ type }) => type)
        .sort(),
      ['account_created', 'signed_in'],
    );
    const others = (await other.browser.json('GET', `/account/events?cursor=${first.nextCursor}`)).json()
      .events;
    assert.ok(others.every(({ type }: { type: string }) => type !== 'profile_changed'));
    assert.match((await browser.get('/account/activity')).body, /Profile changed/);
  });

  it('refuses a cursor that is none, and shows the page all the same', async () => {
    const { browser } = await aPerson(testApp);
    const answer = await browser.json('GET', "/account/events?cursor='%20OR%201=1");
    assert.deepEqual([answer.statusCode, answer.json().errors[0].code], [422, 'cursor_invalid']);
    assert.equal((await browser.get('/account/activity?cursor=x')).statusCode, 200);
  });
});
