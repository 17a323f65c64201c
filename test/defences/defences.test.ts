import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readThreats, testsOf } from '../support/threats.ts';
import { applyRemoval, type Removal } from './removal.ts';
import { REMOVALS } from './removals.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What goes wrong without an attacker is held by faults made in the tests themselves. */
const NO_ATTACK = ['Faults'];

const applicable = readThreats()
  .filter(({ name }) => !NO_ATTACK.includes(name))
  .flatMap(({ rows }) => rows)
  .filter((row) => testsOf(row).length > 0);
const testsById = new Map(applicable.map((row) => [row.id, testsOf(row)]));
const nameOf = ({ rows, without }: Removal) => `${rows.join(' ')} ${without}`;
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('the defences that can be taken away', () => {
  it('stand where the list says, exactly once', () => {
    assert.deepEqual(REMOVALS.filter((removal) => !applyRemoval(removal, read)).map(nameOf), []);
  });

  it('are there for every row of docs/threats.md that a test holds', () => {
    const taken = new Set(REMOVALS.flatMap(({ rows }) => rows));
    assert.deepEqual(
      applicable.map(({ id }) => id).filter((id) => !taken.has(id)),
      [],
    );
  });

  it('are held by tests that those rows name, by one of each row', () => {
    const strays = REMOVALS.filter(({ rows, fails }) => {
      const named = rows.map((row) => testsById.get(row) ?? []);
      return (
        fails.length === 0 ||
        !fails.every((test) => named.flat().includes(test)) ||
        !named.every((tests) => tests.some((test) => fails.includes(test)))
      );
    });
    assert.deepEqual(strays.map(nameOf), []);
  });

  it('are named each by words of its own', () => {
    const names = REMOVALS.map(nameOf);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
