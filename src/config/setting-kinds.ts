import Type from 'typebox';
import { parseDuration } from '#platform/duration.ts';

/*
 * Each setting is read as text: `Refine` says what is expected (the sentence is shown to the operator), `Decode` turns
 * it into its value.
 */
export const text = (fallback: string, description: string) =>
  Type.String({ default: fallback, description });

export const setting = <Value>(
  fallback: string,
  description: string,
  expected: string,
  parse: (text: string) => Value | undefined,
) =>
  Type.Decode(
    Type.Refine(
      text(fallback, description),
      (value) => parse(value) !== undefined,
      () => expected,
    ),
    (value) => parse(value) as Value,
  );

export const duration = (fallback: string, description: string) =>
  setting(fallback, description, 'a duration such as 500ms, 30s, 10m, 12h or 30d', parseDuration);

export const wholeNumber = (fallback: number, least: number, most: number, description: string) =>
  setting(String(fallback), description, `a whole number from ${least} to ${most}`, (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined,
  );

export const url = (description: string, ...schemes: string[]) =>
  setting('', description, `empty or an address starting with ${schemes.join(' or ')}`, (value) =>
    value === '' || (schemes.some((scheme) => value.startsWith(scheme)) && URL.canParse(value))
      ? value
      : undefined,
  );

export const yesOrNo = (fallback: boolean, description: string) =>
  setting(String(fallback), description, 'true or false', (value) =>
    value === 'true' || value === 'false' ? value === 'true' : undefined,
  );

export const oneOf = (fallback: string, choices: readonly string[], description: string) =>
  setting(fallback, description, `one of ${choices.join(', ')}`, (value) =>
    choices.includes(value) ? value : undefined,
  );
