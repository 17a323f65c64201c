import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { describe, it } from 'node:test';

/*
 * ARCHITECTURE.md as assertions: platform ◄ domain ◄ web ◄ flows, jobs ◄ assembly ◄ main, cli. Imports point left
 * only, never sideways, and through one door.
 */
const SRC = join(import.meta.dirname, '..', 'src');
const RINGS = [['platform'], ['domain'], ['web'], ['flows', 'jobs'], ['assembly'], ['main', 'cli']];

const PROCESSES = ['main.ts', 'migrate.ts', 'pgbouncer-exporter.ts'];

/** Which routes each listener serves, and which pages the gallery shows. */
const TABLES_OF_CONTENTS = new Map([
  ['app.ts', /^[\w-]+\.(api\.)?routes$/],
  ['gallery.ts', /^[\w-]+\.gallery$/],
  ['management-app.ts', /^[\w-]+\.operator\.routes$/],
]);

interface Source {
  path: string;
  ring: string;
  /** The noun or verb it belongs to; `undefined` for files shared by a whole ring. */
  folder: string | undefined;
  text: string;
  imports: { target: string; isType: boolean }[];
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('assets/'))
  .map(read);

function read(path: string): Source {
  const text = readFileSync(join(SRC, path), 'utf8');
  const [ring, folder] = placeOf(path);
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+()'([^']+)'|import\(\s*()'([^']+)'/gm,
  );
  const imports = [...found].map(([, type, from, , bare, , dynamic]) => ({
    target: resolve(path, from ?? bare ?? dynamic ?? ''),
    isType: type !== undefined,
  }));
  return { path, ring, folder, text, imports };
}

function placeOf(path: string): [ring: string, folder: string | undefined] {
  const [first = '', second = '', third] = path.split('/');
  if (PROCESSES.includes(path)) return ['main', undefined];
  if (!RINGS.flat().includes(first)) return ['assembly', undefined];
  return [first, third === undefined ? undefined : second];
}

/** `platform/clock.ts` for a file of ours, the name itself for a package. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier.startsWith('#') ? specifier.slice(1).replace(/^src\//, '') : specifier;
}

const rankOf = (ring: string): number => RINGS.findIndex((rings) => rings.includes(ring));
const isOurs = (target: string): boolean => target.endsWith('.ts');

/** Every import that breaks a rule, as `file → target`. */
function breaking(isBroken: (source: Source, target: string, isType: boolean) => boolean): string[] {
  return files.flatMap((source) =>
    source.imports
      .filter(({ target, isType }) => isBroken(source, target, isType))
      .map(({ target }) => `${source.path} → ${target}`),
  );
}

const matching = (pattern: RegExp, isAllowed: (source: Source) => boolean): string[] =>
  files.filter((source) => pattern.test(source.text) && !isAllowed(source)).map(({ path }) => path);

describe('the architecture', () => {
  it('has imports that point left only', () => {
    assert.ok(files.length > 100, 'the walk found the sources');
    assert.ok(files.flatMap(({ imports }) => imports).filter(({ target }) => isOurs(target)).length > 300);
    const rightwards = breaking(
      ({ ring }, target) => isOurs(target) && rankOf(placeOf(target)[0]) > rankOf(ring),
    );
    assert.deepEqual(rightwards, []);
  });

  it('has no noun that imports a noun and no flow that imports a flow', () => {
    const sideways = breaking(({ ring, folder }, target) => {
      const [otherRing, otherFolder] = placeOf(target);
      const isBeside = rankOf(otherRing) === rankOf(ring) && ring !== 'platform' && ring !== 'web';
      return isOurs(target) && isBeside && folder !== undefined && otherFolder !== undefined
        ? otherFolder !== folder || otherRing !== ring
        : isBeside && otherRing !== ring;
    });
    assert.deepEqual(sideways, []);
  });

  it('lets a shared file of the domain know nouns by type only, and no noun know such a file', () => {
    const knowing = new Set(['domain/completed-sign-in.ts']);
    const broken = breaking(({ path, ring, folder }, target, isType) => {
      if (ring !== 'domain' || placeOf(target)[0] !== 'domain') return false;
      if (folder !== undefined) return knowing.has(target);
      return placeOf(target)[1] !== undefined && !(isType && knowing.has(path));
    });
    assert.deepEqual(broken, []);
  });

  it('has one door to each noun and flow', () => {
    const aroundTheDoor = breaking(({ ring, folder, path }, target) => {
      const [otherRing, otherFolder] = placeOf(target);
      if (!isOurs(target) || !otherFolder || !['domain', 'flows'].includes(otherRing)) return false;
      if (otherRing === ring && otherFolder === folder) return false;
      const name = basename(target, '.ts');
      const routes = TABLES_OF_CONTENTS.get(path);
      return !routes?.test(name) && name !== otherFolder;
    });
    assert.deepEqual(aroundTheDoor, []);
  });

  it('has a command line that knows of the service its settings and types, and asks it by HTTP', () => {
    const ours = files.filter(({ ring }) => ring === 'cli');
    assert.ok(ours.length > 3);
    const knowing = breaking(({ ring }, target, isType) => {
      if (ring !== 'cli' || isType || !isOurs(target)) return false;
      const [otherRing] = placeOf(target);
      return otherRing !== 'cli' && otherRing !== 'platform' && !/^config(\.ts|\/)/.test(target);
    });
    assert.deepEqual(knowing, []);
    const packages = breaking(
      ({ ring }, target) => ring === 'cli' && !isOurs(target) && !target.startsWith('node:'),
    );
    assert.deepEqual(packages, []);
  });

  it('hands the configuration to nobody but the assembly', () => {
    const knowing = breaking(
      ({ ring }, target) => /^config(\.ts|\/)/.test(target) && rankOf(ring) < rankOf('assembly'),
    );
    assert.deepEqual(knowing, []);
  });

  it('speaks SQL in repositories, Redis in the platform, HTTP in routes, web and assembly', () => {
    const places: [RegExp, (source: Source) => boolean][] = [
      [
        /^(kysely(\/|$)|pg$|@electric-sql)/,
        ({ path, ring }) => ring === 'platform' || path.endsWith('.repository.ts'),
      ],
      [/^ioredis$/, ({ ring }) => ring === 'platform'],
      [
        /^@?fastify(\/|$)/,
        ({ path, ring }) => path.endsWith('.routes.ts') || ['web', 'assembly'].includes(ring),
      ],
    ];
    for (const [pattern, isAllowed] of places) {
      assert.deepEqual(
        breaking((source, target) => pattern.test(target) && !isAllowed(source)),
        [],
      );
    }
    const sqlText = /\b(SELECT \w|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b/;
    assert.deepEqual(
      matching(sqlText, ({ path, ring }) => ring === 'platform' || path.endsWith('.repository.ts')),
      [],
    );
  });

  it('touches the process, the clock and randomness in one place each', () => {
    assert.deepEqual(
      matching(/\bprocess\.[a-z]/, ({ path }) => [...PROCESSES, 'cli/main.ts'].includes(path)),
      [],
    );
    const nondeterminism =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\brandom(Bytes|UUID|Int)\b|getRandomValues/;
    assert.deepEqual(
      matching(nondeterminism, ({ ring }) => ring === 'platform'),
      [],
    );
  });

  it('keeps every file below 250 lines and the median at 60 or less', () => {
    const sizes = files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    assert.deepEqual(
      sizes.filter(({ lines }) => lines > 250),
      [],
    );
    const median = sizes.map(({ lines }) => lines).sort((one, other) => one - other)[
      Math.floor(sizes.length / 2)
    ];
    assert.ok(median !== undefined && median <= 60, `the median is ${median}`);
  });

  it('has no barrels and no names that say nothing', () => {
    assert.deepEqual(
      files.filter(({ path }) => basename(path) === 'index.ts'),
      [],
    );
    const words = /^(managers?|helpers?|utils?|common|base|impl|data|info|interface|dal|dto|services?)$/;
    // DATA_DIR is the operators' word, a password manager a thing, and the service the one that is one.
    const known = new Set([
      'data-folder',
      'DataFolder',
      'openDataFolder',
      'checkDataFolder',
      'DataFolderDeps',
      'service',
      'Service',
      'startService',
      'accountForPasswordManagers',
    ]);
    const names = files.flatMap(({ path, text }) => [
      ...path.replace(/\.ts$/, '').split(/[/.]/),
      ...[...text.matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)].map(
        ([, name]) => name ?? '',
      ),
    ]);
    const empty = names.filter((name) => !known.has(name) && wordsOf(name).some((word) => words.test(word)));
    assert.deepEqual(empty, []);
    assert.deepEqual(
      names.filter((name) => /^[IT][A-Z][a-z]/.test(name)),
      [],
    );
  });
});

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/);
