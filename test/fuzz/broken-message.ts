import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';

/** Lines of a head that say too much, or nothing that can be understood. */
const LINES = [
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 5, 5',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: \x0bchunked',
  'Host: a',
  'Host: b',
  'Host',
  ': x',
  ' folded',
  'Content-Type: application/json',
  'Expect: 100-continue',
  'Expect: x',
  'Connection: upgrade\r\nUpgrade: websocket',
  'Cookie: session=\xff',
  'Bad Name: x',
  'a\0b: c',
];

/** Bytes that are no HTTP request, or two, or half of one. */
export function brokenMessage(paths: readonly string[]): fc.Arbitrary<string> {
  const method = fc.oneof(
    fc.constantFrom('GET', 'POST', 'get', 'BREW', '__proto__', 'CONNECT', 'G\0T', 'POST\t', ''),
    hostileText,
  );
  const target = fc.oneof(
    fc.constantFrom(...paths),
    hostileText,
    fc.constantFrom('*', 'http://', '//', '/%'),
  );
  const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTX/1.1', '');
  const line = fc.oneof(
    fc.constantFrom(...LINES),
    fc.tuple(hostileText, hostileText).map(([name, value]) => `${name.slice(0, 100)}: ${value}`),
    fc.nat(70_000).map((length) => `X-Large: ${'x'.repeat(length)}`),
  );
  const host = fc.constantFrom(['Host: localhost'], ['Host: localhost'], ['Host: localhost'], []);
  const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '');
  const content = fc.oneof(
    fc.constantFrom(
      '',
      '5\r\nhello\r\n0\r\n\r\n',
      'zz\r\nx\r\n',
      'fffffffffffffff\r\n',
      '0\r\n\r\nGET / HTTP/1.1\r\n',
    ),
    fc.constantFrom('5;x=y\r\nhello\r\n', '-1\r\n', 'GET /dashboard HTTP/1.1\r\nHost: a\r\n\r\n'),
    hostileText,
  );
  return fc
    .tuple(method, target, version, fc.array(line, { maxLength: 6 }), end, content, host)
    .map(([verb, place, spoken, lines, newline, rest, named]) =>
      [`${verb} ${place} ${spoken}`, ...named, ...lines, '', rest].join(newline),
    );
}
