import Type from 'typebox';
import { parseEmailAddress } from '#domain/email-address.ts';
import { LONGEST_TYPED_PASSWORD, parsePassword } from '#domain/passwords/passwords.ts';
import { isCountry } from './countries.ts';
import type { FieldCode } from './field-words.ts';

/*
 * The fields of the contract, once: the schema that documents them, the rule that judges them, the value the
 * domain gets.
 */

/** A text that is what `parse` makes of it; `code` is the stable field error code where that is nothing. */
export const parsed = <Value>(
  options: Parameters<typeof Type.String>[0],
  parse: (text: string) => Value | undefined,
  code: FieldCode,
) =>
  Type.Decode(
    Type.Refine(
      Type.String(options),
      (text) => parse(text) !== undefined,
      () => code,
    ),
    (text) => parse(text) as Value,
  );

export const Email = parsed({ minLength: 1, maxLength: 256 }, parseEmailAddress, 'email_invalid');

export const PasswordField = parsed(
  { format: 'password', minLength: 1, maxLength: LONGEST_TYPED_PASSWORD },
  parsePassword,
  'password_unusable',
);

export const Name = parsed({ minLength: 1, maxLength: 64 * 2 }, parseName, 'name_invalid');
export const Country = parsed(
  { minLength: 2, maxLength: 2 },
  (text) => (isCountry(text) ? text : undefined),
  'country_unknown',
);
export const DateOfBirth = parsed({ minLength: 1, maxLength: 10 }, parseDateOfBirth, 'date_invalid');

/** Six digits with spaces dropped, or a recovery code. What it is, the flow finds out. */
export const Code = parsed({ minLength: 1, maxLength: 64 }, parseCode, 'code_invalid');
export const Token = parsed({ minLength: 1, maxLength: 200 }, (text) => text, 'required');
/** An answered challenge; what is in it, the proof's own rules judge. */
export const Proof = Type.String({ maxLength: 4_000 });
export const Flag = Type.Boolean();
export const ReturnTo = Type.String({ maxLength: 2_000 });
export const Transport = parsed(
  { maxLength: 10, enum: ['cookie', 'bearer'] },
  (text) => (text === 'cookie' || text === 'bearer' ? text : undefined),
  'transport_unknown',
);

const LONGEST_NAME = 64;

/** Any script; no line breaks, control or invisible format characters that spoof other text. */
function parseName(text: string): string | undefined {
  const name = text.trim().normalize('NFC');
  const isPlain =
    text.isWellFormed() && !/[\p{Cc}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(name);
  const { length } = [...name];
  const isVisible = /[\p{L}\p{N}\p{P}\p{S}]/u.test(name);
  return isPlain && isVisible && length <= LONGEST_NAME ? name : undefined;
}

function parseDateOfBirth(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  // JavaScript moves 31 February into March instead of refusing it.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) return undefined;
  return text >= '1900-01-01' ? text : undefined;
}

/** ASCII digits and letters only: full-width digits or `1e5` are no codes. */
function parseCode(text: string): string | undefined {
  const code = text.replace(/ /g, '');
  return /^\d{6}$/.test(code) || /^[0-9A-Za-z-]{16,30}$/.test(code) ? code : undefined;
}
