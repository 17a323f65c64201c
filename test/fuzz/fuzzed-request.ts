import fc from 'fast-check';
import { FIELD_NAMES } from '#test/support/field-names.ts';
import type { KnownRoute } from '#test/support/routes.ts';
import { headerText, hostileCharacter, hostileJson, hostileText } from './hostile-values.ts';

/** Whose cookie or token goes with it: the one that is good when it is sent. */
export type Actor = 'nobody' | 'browser' | 'app' | 'waiting';

/** A request that HTTP allows, whatever stands in it. */
export interface FuzzedRequest {
  method: string;
  target: string;
  actor: Actor;
  headers: Record<string, string>;
  body: string;
}

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'QUERY',
];

/** What would be accepted, so that the one field changed is the one that is judged. */
const ACCEPTED = new Map([
  ['email', 'somebody@example.org'],
  ['password', 'a phrase for everybody'],
  ['firstName', 'Robin'],
  ['lastName', 'Example'],
  ['country', 'DE'],
  ['dateOfBirth', '1990-01-01'],
  ['token', 'x'.repeat(43)],
  ['code', '123456'],
  ['remember', 'true'],
  ['transport', 'bearer'],
  ['deviceToken', 'x'.repeat(43)],
  ['returnTo', '/dashboard'],
  ['currentPassword', 'a phrase for everybody'],
  ['newPassword', 'another phrase for all'],
  ['enableSecondFactor', 'true'],
]);
const FLAGS = new Set(['remember', 'enableSecondFactor']);

export function fuzzedRequest(routes: readonly KnownRoute[]): fc.Arbitrary<FuzzedRequest> {
  return fc.oneof(
    ...routes.map((route) => ({
      weight: ['GET', 'HEAD'].includes(route.method) ? 1 : 4,
      arbitrary: requestTo(route, fieldsOf(route, routes)),
    })),
  );
}

/** A form takes what the call of the same name takes. */
function fieldsOf({ path, fields }: KnownRoute, routes: readonly KnownRoute[]): string[] {
  const twin = routes.find((other) => other.path === `/api/v1${path}` && other.fields.length > 0);
  const known = fields.length > 0 ? fields : (twin?.fields ?? []);
  return known.length > 0 ? known : FIELD_NAMES;
}

function requestTo(route: KnownRoute, fields: string[]): fc.Arbitrary<FuzzedRequest> {
  const isApi = route.path.startsWith('/api/');
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...fields) },
    { weight: 2, arbitrary: fc.constantFrom(...FIELD_NAMES) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', '', 'x') },
  );
  return fc.record({
    method: fc.oneof(
      { weight: 8, arbitrary: fc.constant(route.method) },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
    ),
    target: targetOf(route.path),
    actor: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Actor>(isApi ? 'app' : 'browser') },
      { weight: 5, arbitrary: fc.constantFrom<Actor>('nobody', 'browser', 'app', 'waiting') },
    ),
    headers: headersOf(isApi),
    body: bodyOf(name, isApi),
  });
}

const PARAMETERS = [
  'token',
  'cursor',
  'returnTo',
  'notice',
  'ended',
  'saved',
  'x',
  'token[]',
  '__proto__[x]',
];
/** What may stand in a request line; the rest has to be written with percent signs. */
const inTarget = (text: string) => text.replace(/[^\x21-\x7e]/g, '').replaceAll('#', '');
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

function targetOf(path: string): fc.Arbitrary<string> {
  const part = fc.oneof(hostileText.map(encoded), hostileText.map(inTarget), fc.uuid(), fc.constant('%'));
  const query = fc
    .array(fc.tuple(fc.constantFrom(...PARAMETERS), part), { maxLength: 3 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
  const bent = fc.oneof(
    { weight: 12, arbitrary: fc.constant((text: string) => text) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        (text: string) => `/${text}`,
        (text: string) => `${text}/`,
        (text: string) => `${text};x`,
        (text: string) => `${text}%00`,
        (text: string) => text.toUpperCase(),
        (text: string) => `http://evil.example${text}`,
        (text: string) => `${text}%E0%A4%A`,
        (text: string) => text.replace('s', '%73'),
      ),
    },
  );
  return fc.tuple(part, query, bent).map(([one, asked, bend]) => {
    const filled = bend(path.replace(/:\w+|\*/g, () => one));
    return (asked === '' ? filled : `${filled}?${asked}`).slice(0, 12_000);
  });
}

function headersOf(isApi: boolean): fc.Arbitrary<Record<string, string>> {
  const usual = isApi ? 'application/json' : 'application/x-www-form-urlencoded';
  const strange = fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json; charset=utf-7',
    'multipart/form-data; boundary=x',
    'application/json, text/html',
    '/',
    ';',
    'application/',
  );
  const sometimes = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { freq: 4, nil: undefined });
  const all = fc.record({
    'content-type': fc.oneof(
      { weight: 10, arbitrary: fc.constant(usual) },
      { weight: 2, arbitrary: strange },
      { weight: 1, arbitrary: headerText },
    ),
    'sec-fetch-site': fc.oneof(
      { weight: 8, arbitrary: fc.constant('same-origin') },
      { weight: 1, arbitrary: fc.constantFrom('none', 'cross-site', 'same-site', '') },
    ),
    accept: sometimes(fc.oneof(fc.constantFrom('text/html', '*/*', 'text/html;q=NaN'), headerText)),
    cookie: sometimes(
      fc.oneof(
        headerText,
        fc
          .tuple(fc.constantFrom('session', 'pending', 'device', 'sign_up'), headerText)
          .map((pair) => pair.join('=')),
      ),
    ),
    authorization: sometimes(
      fc.oneof(
        headerText,
        headerText.map((text) => `Bearer ${text}`),
      ),
    ),
    origin: sometimes(headerText),
    'user-agent': sometimes(headerText),
    'x-forwarded-for': sometimes(
      fc.oneof(
        headerText,
        fc.ipV4(),
        fc.ipV6(),
        fc.ipV4().map((ip) => `x, ${ip}`),
      ),
    ),
    'accept-language': sometimes(headerText),
    'accept-encoding': sometimes(headerText),
    'if-none-match': sometimes(headerText),
    range: sometimes(headerText),
    'x-http-method-override': sometimes(fc.constantFrom('DELETE', 'GET', '\\')),
  });
  return all.map((found) =>
    Object.fromEntries(
      Object.entries(found).filter((header): header is [string, string] => header[1] !== undefined),
    ),
  );
}

function bodyOf(name: fc.Arbitrary<string>, isApi: boolean): fc.Arbitrary<string> {
  const changes = fc.array(changeOf(name, hostileJson, JSON.stringify), { maxLength: 3 });
  const json = changes.map((changed) => {
    const kept = [...ACCEPTED]
      .filter(([field]) => !changed.some(([other]) => other === field))
      .map(([field, value]) => [field, FLAGS.has(field) ? value : JSON.stringify(value)] as const);
    const members = [...kept, ...changed].map(([field, value]) => `${JSON.stringify(field)}:${value}`);
    return `{${members.join(',')}}`;
  });
  const pairs = fc.array(changeOf(name, hostileText, String), { maxLength: 3 });
  const form = fc.tuple(pairs, fc.boolean()).map(([changed, isRaw]) => {
    const kept = [...ACCEPTED].filter(([field]) => !changed.some(([other]) => other === field));
    const all = [...kept, ...changed].map(([field, value]) =>
      isRaw ? `${field}=${value}` : `${encoded(field)}=${encoded(value)}`,
    );
    return all.join('&');
  });
  return fc.oneof(
    { weight: 10, arbitrary: isApi ? json : form },
    { weight: 1, arbitrary: isApi ? form : json },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.constant('') },
  );
}

/** A field with a hostile value, or with its accepted one and a single character in it that spoils it. */
function changeOf(
  name: fc.Arbitrary<string>,
  value: fc.Arbitrary<string>,
  write: (text: string) => string,
): fc.Arbitrary<[name: string, value: string]> {
  const spoilt = fc
    .tuple(name, hostileCharacter, fc.nat(40))
    .map(([field, character, at]): [string, string] => {
      const accepted = ACCEPTED.get(field) ?? '';
      return [field, write(accepted.slice(0, at) + character + accepted.slice(at))];
    });
  return fc.oneof(fc.tuple(name, value), spoilt);
}
