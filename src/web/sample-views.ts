import type { AuditEventType } from '#domain/audit-log/audit-log.ts';
import { describeDevice } from './device-words.ts';
import { de } from './event.words.de.ts';
import { en } from './event.words.en.ts';
import { daysAgo } from './gallery.ts';
import { type Reader, wordsOf } from './language.ts';
import type { DeviceView, EventView } from './views.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

/** The one that looks at the page, and others. */
export function sampleDevices(reader: Reader): DeviceView[] {
  const device = (userAgent: string, ip: string, days: number, isCurrent: boolean): DeviceView => ({
    id: `device-${days}`,
    device: describeDevice(reader, userAgent),
    ip,
    createdAt: daysAgo(days + 2),
    lastSeenAt: daysAgo(days),
    isCurrent,
  });
  return [
    device(FIREFOX, '203.0.113.24', 0, true),
    device(SAFARI, '2001:db8:85a3:8d3:1319:8a2e:370:7348', 1, false),
    device('', '198.51.100.7', 6, false),
  ];
}

/** What happens to most people, newest first. */
const USUAL: readonly AuditEventType[] = [
  'signed_in',
  'signed_out',
  'password_changed',
  'signed_in',
  'account_created',
];

/** The usual ones, then one of each other kind. */
export function sampleEvents(reader: Reader): EventView[] {
  const words = wordsOf(reader, { en, de });
  const others = (Object.keys(words) as AuditEventType[]).filter((type) => !USUAL.includes(type));
  return [...USUAL, ...others].map((type, index) => ({
    id: `event-${index}`,
    words: words[type],
    occurredAt: daysAgo(index, index * 7),
    device: describeDevice(reader, index % 3 === 0 ? SAFARI : FIREFOX),
    ip: index % 3 === 0 ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : '203.0.113.24',
  }));
}
