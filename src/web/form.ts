import type { StaticDecode, TObject, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { FieldCode } from './field-words.ts';
import type { FieldError, FormState } from './form-state.ts';

export type Parsed<Values> = { isValid: true; values: Values } | { isValid: false; errors: FieldError[] };

// biome-ignore lint/suspicious/noExplicitAny: the compiled type is recovered by StaticDecode below
const validators = new WeakMap<TSchema, Validator<any, any>>();

/**
 * One way from a request body to typed values, for forms and JSON alike. Every mistake is reported, at most one
 * a field; unknown fields are ignored; nothing is coerced.
 */
export function parseFields<Schema extends TObject>(
  schema: Schema,
  body: unknown,
): Parsed<StaticDecode<Schema>> {
  const validator = validators.get(schema) ?? Compile(schema);
  validators.set(schema, validator);
  const fields = pick(schema, body);
  if (validator.Check(fields))
    return { isValid: true, values: validator.Decode(fields) as StaticDecode<Schema> };
  return { isValid: false, errors: toFieldErrors(validator.Errors(fields)) };
}

/**
 * The same for `application/x-www-form-urlencoded`: the presence of a field is a boolean's yes, and an optional
 * field left empty was not given.
 */
export function parseForm<Schema extends TObject>(
  schema: Schema,
  body: unknown,
): Parsed<StaticDecode<Schema>> {
  const sent = pick(schema, body);
  const fields: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = sent[name];
    if ('type' in property && property.type === 'boolean') fields[name] = value !== undefined;
    else if (value === '' && !schema.required?.includes(name)) continue;
    else if (value !== undefined) fields[name] = value;
  }
  return parseFields(schema, fields);
}

/** What a form shows again after a mistake: everything typed except secrets. */
export function refill(body: unknown, errors: readonly FieldError[], alert?: string): FormState {
  const typed = Object.entries((body ?? {}) as Record<string, unknown>).filter(
    (field): field is [string, string] =>
      typeof field[1] === 'string' && !/password|code|token/i.test(field[0]),
  );
  return { values: Object.fromEntries(typed), errors, alert };
}

export const fieldError = (field: string, code: FieldCode): FieldError => ({ field, code });

/** Own properties of the schema's names only: nothing else a client sends is ever looked at. */
function pick(schema: TObject, body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  const own = Object.entries(body).filter(([name]) => Object.hasOwn(schema.properties, name));
  return Object.fromEntries(own);
}

interface SchemaError {
  keyword: string;
  instancePath: string;
  params: object;
  message: string;
}

function toFieldErrors(errors: readonly SchemaError[]): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const { keyword, instancePath, params, message } of errors) {
    const missing = (params as { requiredProperties?: string[] }).requiredProperties;
    // `parsed` in fields.ts gives each rule a code for its message.
    const code = CODE_OF_KEYWORD[keyword] ?? (keyword === '~refine' ? (message as FieldCode) : 'invalid');
    for (const field of missing ?? [instancePath.split('/')[1] ?? '']) {
      if (!first.has(field)) first.set(field, fieldError(field, missing ? 'required' : code));
    }
  }
  return [...first.values()];
}

const CODE_OF_KEYWORD: Record<string, FieldCode> = {
  type: 'wrong_type',
  maxLength: 'too_long',
  minLength: 'required',
};
