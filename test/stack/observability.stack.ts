import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { anAccount, codeNow, tokenMailed, turnOnTotp, untilStepHas } from '#test/support/http-client.ts';
import { QUERIES } from '../../bin/dashboards/dashboards.ts';
import { drive } from '../../bin/demo-traffic/traffic.ts';
import { aBrowser, look, signIn } from './asking.ts';
import { PROJECT } from './project.ts';
import { attachToStack } from './stack.ts';

const LONGEST = 300_000;
const AT_LEAST = 50;
const stack = attachToStack();

/** What Prometheus answers now, as values by their labels. */
async function query(expr: string): Promise<{ metric: Record<string, string>; value: number }[]> {
  const address = 'http://127.0.0.1:9090';
  const answer = await stack.inside(
    'prometheus',
    'promtool',
    'query',
    'instant',
    '-o',
    'json',
    address,
    expr,
  );
  const samples = JSON.parse(answer) as { metric: Record<string, string>; value: [number, string] }[];
  return samples.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
}

/** Those without a single figure. Asked in one go: to get into a container takes longer than any answer. */
async function unansweredOf(queries: typeof QUERIES): Promise<typeof QUERIES> {
  const figures = queries.map(({ expr }, index) => {
    const now = expr.replaceAll('$__rate_interval', '1m');
    return `label_replace(count(((${now}) > -Inf) < Inf), "panel", "${index}", "", "")`;
  });
  const answered = new Set((await query(figures.join(' or '))).map(({ metric }) => Number(metric.panel)));
  return queries.filter((_query, index) => !answered.has(index));
}

describe('Prometheus in the stack', () => {
  it('is told figures by every part', { timeout: LONGEST }, async () => {
    const expected = ['app', 'haproxy', 'https', 'nginx', 'pgbouncer', 'postgres', 'prometheus', 'redis'];
    const countUp = async () => {
      const parts = await query('sum by (job) (up)');
      return Object.fromEntries(parts.map(({ metric, value }) => [metric.job ?? '', value]));
    };
    for (const giveUpAt = Date.now() + 120_000; ; await pause(2_000)) {
      const up = await countUp();
      if (expected.every((job) => up[job] === { app: 2, postgres: 4 }[job] || up[job] === 1)) break;
      assert.ok(Date.now() < giveUpAt, JSON.stringify(up));
    }
    const roles = await query('pg_role_is_replica');
    assert.deepEqual(roles.map(({ value }) => value).sort(), [0, 1, 1, 1]);
    assert.equal((await query('redis_up == 1')).length, 1);
  });

  it('has an answer for every panel, while people and attackers are there', {
    timeout: LONGEST,
  }, async () => {
    const traffic = new AbortController();
    const place = { url: stack.url, address: stack.address };
    const driven = drive(place, { lasting: LONGEST, rate: 10, signal: traffic.signal });
    let unanswered = QUERIES;
    try {
      for (const giveUpAt = Date.now() + 240_000; unanswered.length > 0 && Date.now() < giveUpAt; ) {
        await pause(5_000);
        unanswered = await unansweredOf(unanswered);
      }
    } finally {
      traffic.abort();
      await driven;
    }
    assert.deepEqual(unanswered, []);
  });

  it('wakes nobody while all is well', async () => {
    const firing = await query('ALERTS{alertstate="firing",severity="page"}');
    assert.deepEqual(firing, []);
  });
});

describe('who looks', () => {
  const reach = (service: string, target: string) =>
    stack.inside(service, 'timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${target}`);

  it('reaches no store that it has no business with', async () => {
    const stores = ['postgres-primary/5432', 'postgres-replica-1/5432', 'redis/6379', 'pgbouncer/6432'];
    // That a way which is there is found.
    await reach('nginx-exporter', 'nginx/8081');
    for (const service of ['nginx-exporter', 'certificate-exporter'])
      for (const store of stores) await assert.rejects(reach(service, store), `${service} → ${store}`);
    for (const part of ['prometheus/9090', 'haproxy/5432', 'haproxy/8405'])
      await assert.rejects(reach('nginx', part), part);
    const { NetworkSettings } = await stack.inspect('prometheus');
    const networks = Object.keys(NetworkSettings.Networks).map((one) => one.slice(PROJECT.length + 1));
    assert.deepEqual(networks.sort(), ['charts', 'observe']);
  });

  it('is let into the database to read statistics, and nothing else', async () => {
    const mayRead = await stack.sql(
      'postgres-primary',
      `SELECT has_table_privilege('monitor', oid, 'SELECT'), count(*) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' GROUP BY 1`,
    );
    assert.match(mayRead, /^f\|\d\d$/m);
    assert.doesNotMatch(mayRead, /^t\|/m);
  });
});

describe('what people keep secret', () => {
  const planted: string[] = [];
  /** What is short is no secret: the language, for instance. */
  const plant = (...secrets: string[]) => planted.push(...secrets.filter(({ length }) => length >= 10));
  const newPassword = () => {
    const password = `planted ${randomBytes(12).toString('base64url')}`;
    plant(password);
    return password;
  };

  before(async () => {
    for (let count = 0; count < 4; count += 1) {
      await untilStepHas(8_000);
      const { email, password, client } = await anAccount(stack, aBrowser(stack));
      const { secret, recoveryCodes } = await turnOnTotp({ email, password, client });
      plant(secret, ...recoveryCodes, ...client.cookies.values());
      await signIn(aBrowser(stack), email, newPassword());
      const again = aBrowser(stack);
      await signIn(again, email, password);
      plant(...again.cookies.values());
      await again.json('POST', '/sign-in/second-factor', { code: codeNow(secret) });
      await again.json('POST', '/forgot-password', { email });
      const token = await tokenMailed(stack, email, /new password/i);
      plant(token, ...again.cookies.values());
      await look(stack, `/reset-password?token=${token}`);
      await again.json('POST', '/reset-password', { token, password: newPassword() });
      // Where nobody expects one: in a path, in a field of another type, in a body that is broken.
      await look(stack, `/sign-in?password=${encodeURIComponent(newPassword())}`);
      await again.json('POST', '/sign-in', { email, password: [newPassword()] });
      await fetch(`${stack.address}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: stack.url },
        body: `{"password":"${newPassword()}`,
      });
    }
  });

  it('stands in the log of no container', async () => {
    assert.ok(new Set(planted).size >= AT_LEAST, String(planted.length));
    // Logged after all that went before.
    const last = `/planted-${randomBytes(6).toString('hex')}`;
    await look(stack, last);
    while (!(await stack.logs('nginx')).includes(last)) await pause(200);
    for (const service of await stack.list()) {
      const log = await stack.logs(service);
      // Not the text itself: it would be in the report.
      const found = planted.findIndex((secret) => log.includes(secret));
      assert.equal(found, -1, `the log of ${service} holds what was planted as number ${found}`);
    }
  });
});
