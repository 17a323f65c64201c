import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { find } from '#test/support/servers/programs.ts';
import { ATTACK_ALERTS } from './attack-alerts.ts';
import type { Case, Firing, Scenario } from './scenario.ts';
import { SERVICE_ALERTS } from './service-alerts.ts';
import { STORE_ALERTS } from './store-alerts.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DEPLOY = join(ROOT, 'deploy', 'prometheus');
const RULES = ['recording.rules.yml', 'alerts.rules.yml'].map((file) => join(DEPLOY, file));
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...SERVICE_ALERTS,
  ...ATTACK_ALERTS,
  ...STORE_ALERTS,
};
const RUNBOOKS = 'docs/operations/runbooks.md';

const alerts = [
  ...readFileSync(RULES[1] ?? '', 'utf8').matchAll(
    /- alert: (\w+)[\s\S]*?severity: (\w+)[\s\S]*?runbook: (\S+)/g,
  ),
].map(([, name = '', severity = '', runbook = '']) => ({ name, severity, runbook }));

function promtool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(find('promtool') ?? 'promtool', args, { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}

/** Runs what is expected of the rules through promtool, which reads JSON as the YAML that it is. */
function testRules(expectations: object[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rules-'));
  try {
    const file = join(folder, 'test.yml');
    writeFileSync(
      file,
      JSON.stringify({ rule_files: RULES, evaluation_interval: '1m', tests: expectations }),
    );
    promtool('test', 'rules', file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inputOf = ({ series }: Case) => ({
  interval: '15s',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
});

function firing({ name, severity, runbook }: (typeof alerts)[number], expected: Firing) {
  const { at, labels, summary } = expected;
  const exp_alerts = [{ exp_labels: { severity, ...labels }, exp_annotations: { summary, runbook } }];
  return { ...inputOf(expected), alert_rule_test: [{ eval_time: at, alertname: name, exp_alerts }] };
}

const quiet = (alertname: string, expected: Case) => ({
  ...inputOf(expected),
  alert_rule_test: [{ eval_time: expected.at, alertname, exp_alerts: [] }],
});

describe('the rules of Prometheus', () => {
  it('are well formed, and so is what it is told to scrape', () => {
    promtool('check', 'rules', ...RULES);
    promtool('check', 'config', join(DEPLOY, 'prometheus.yml'));
  });

  it('are each tried both ways, and explained where they lead', () => {
    const names = alerts.map(({ name }) => name);
    const declared = readFileSync(RULES[1] ?? '', 'utf8').match(/- alert:/g) ?? [];
    assert.equal(names.length, declared.length);
    assert.deepEqual(names.toSorted(), Object.keys(SCENARIOS).toSorted());
    const sections = [...readFileSync(join(ROOT, RUNBOOKS), 'utf8').matchAll(/^## (\w+)$/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(sections, names);
    for (const { name, runbook, severity } of alerts) {
      assert.equal(runbook, `${RUNBOOKS}#${name.toLowerCase()}`);
      assert.ok(['page', 'ticket'].includes(severity), name);
    }
  });

  it('stand in the table for operators as they are', () => {
    const table = readFileSync(join(ROOT, 'docs/operations/observability.md'), 'utf8');
    const rows = [...table.matchAll(/^\| \[(\w+)\]\(runbooks\.md#\w+\) \| .+ \| (\w+) \|$/gm)];
    assert.deepEqual(
      rows.map(([, name, severity]) => ({ name, severity })),
      alerts.map(({ name, severity }) => ({ name, severity })),
    );
  });

  it('fire when they should', () => {
    testRules(
      alerts.flatMap((alert) => [SCENARIOS[alert.name]?.fires ?? []].flat().map((at) => firing(alert, at))),
    );
  });

  it('stay quiet when they should', () => {
    testRules(
      alerts.flatMap(({ name }) => [SCENARIOS[name]?.staysQuiet ?? []].flat().map((at) => quiet(name, at))),
    );
  });
});
