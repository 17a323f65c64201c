import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess } from './end-process.ts';
import { find } from './servers/programs.ts';
import { freePorts, type TestService } from './service.ts';

/** A Prometheus of this test's own, with the rules of the stack, that asks a service once a second. */
export interface Prometheus {
  /** What a query answers now, values alone. Throws where Prometheus does not understand it. */
  query(expression: string): Promise<number[]>;
  remove(): Promise<void>;
}

const RULES = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', '*.rules.yml');
const LONGEST_START = 60_000;

export async function startPrometheus(service: TestService): Promise<Prometheus> {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-prometheus-'));
  const address = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(settingsFor(service)));
  const child = spawn(
    find('prometheus') ?? 'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const remove = async () => {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const giveUpAt = Date.now() + LONGEST_START;
  while (!(await isReady(address))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await remove();
      throw new Error(`Prometheus did not start:\n${errors}`);
    }
    await pause(50);
  }
  return { query: (expression) => valuesOf(address, expression), remove };
}

const settingsFor = ({ managementAddress }: TestService) => ({
  global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
  rule_files: [RULES],
  scrape_configs: [{ job_name: 'app', static_configs: [{ targets: [new URL(managementAddress).host] }] }],
});

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/-/ready`).catch(() => undefined);
  await answer?.text();
  return answer?.ok ?? false;
}

async function valuesOf(address: string, query: string): Promise<number[]> {
  const answer = await fetch(`${address}/api/v1/query?${new URLSearchParams({ query })}`);
  const { status, data, error } = (await answer.json()) as Answer;
  if (status !== 'success' || data === undefined) throw new Error(`${query}: ${error}`);
  return data.result.map(({ value: [, value] }) => Number(value));
}

interface Answer {
  status: string;
  error?: string;
  data?: { result: { value: [time: number, value: string] }[] };
}
