import assert from 'node:assert/strict';
import { ConfigMistakes, type Environment, parseConfig } from '#src/config.ts';

/** What is said of each setting that was refused; nothing where all are good. */
export function mistakesIn(environment: Environment): Record<string, string> {
  try {
    parseConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigMistakes);
    for (const { name, message } of error.mistakes) assert.ok(error.message.includes(`${name}: ${message}`));
    return Object.fromEntries(error.mistakes.map(({ name, message }) => [name, message]));
  }
  return {};
}
