import { readFileSync } from 'node:fs';
import type { StaticDecode } from 'typebox';
import Value from 'typebox/value';
import type { ConfigMistake } from './mistakes.ts';
import { SECRET_SETTINGS, Settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type SettingValues = StaticDecode<typeof Settings>;

/** Settings from the environment, from files named by `NAME_FILE`, else their defaults. */
export function readEnvironment(environment: Environment): {
  /** Where a setting could not be read its default stands. */
  values: SettingValues;
  mistakes: ConfigMistake[];
} {
  const mistakes: ConfigMistake[] = [];
  const texts: Record<string, string> = {};
  for (const [name, schema] of Object.entries(Settings.properties)) {
    texts[name] = defaultOf(schema);
    const file = environment[`${name}_FILE`];
    if (environment[name] && file) {
      mistakes.push({ name, message: `set either ${name} or ${name}_FILE, not both` });
    } else if (file) {
      const content = readSecretFile(file);
      if (content !== undefined) texts[name] = content;
      else mistakes.push({ name, message: `cannot read the file "${file}" named by ${name}_FILE` });
    } else if (environment[name]) {
      texts[name] = environment[name].trim();
    }
  }

  // Another port alone moves the origin too, so that links and origin checks fit what people open.
  const isPortAlone =
    !environment.PUBLIC_URL && !environment.PUBLIC_URL_FILE && /^[1-9]\d*$/.test(texts.PORT ?? '');
  if (isPortAlone) texts.PUBLIC_URL = `http://localhost:${texts.PORT}`;

  for (const { instancePath, message } of Value.Errors(Settings, texts)) {
    const name = instancePath.slice(1);
    const read = SECRET_SETTINGS.has(name) ? 'a value that is not shown' : JSON.stringify(texts[name]);
    mistakes.push({ name, message: `read ${read}, expected ${message}` });
  }
  for (const { name } of mistakes) {
    const schema = Settings.properties[name as keyof SettingValues];
    if (schema) texts[name] = defaultOf(schema);
  }
  return { values: Value.Decode(Settings, texts) as SettingValues, mistakes };
}

const defaultOf = (schema: object): string => String('default' in schema ? schema.default : '');

function readSecretFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
