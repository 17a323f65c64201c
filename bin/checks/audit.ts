import { runCommand } from './command.ts';
import type { Outcome } from './outcome.ts';

/** Known vulnerabilities of high or critical severity in what is shipped. */
export async function auditDependencies(signal: AbortSignal): Promise<Outcome> {
  const args = [
    'audit',
    '--omit=dev',
    '--audit-level=high',
    '--json',
    '--fetch-retries=0',
    '--fetch-timeout=15000',
  ];
  const { code, stdout } = await runCommand('npm', args, signal);
  const report = parseReport(stdout);
  const counts = report?.metadata?.vulnerabilities;
  if (!counts)
    return {
      kind: 'not_checked',
      reason: `the registry's audit endpoint did not answer (${firstPart(report?.message)})`,
    };
  const note = `${counts.high + counts.critical} high or critical, ${counts.moderate + counts.low} lower`;
  if (code === 0) return { kind: 'passed', note };
  return { kind: 'failed', note, output: `${namesOf(report)}\nSee \`npm audit --omit=dev\`.` };
}

type Severity = 'low' | 'moderate' | 'high' | 'critical';
type Report = {
  message?: string;
  metadata?: { vulnerabilities?: Record<Severity, number> };
  vulnerabilities?: Record<string, { severity: string; range: string }>;
};

function parseReport(text: string): Report | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function namesOf(report: Report | undefined): string {
  const entries = Object.entries(report?.vulnerabilities ?? {});
  return entries.map(([name, { severity, range }]) => `${severity}: ${name} ${range}`).join('\n');
}

function firstPart(message = 'no answer'): string {
  return message.split(/\n| - /)[0]?.slice(0, 120) ?? '';
}
