import type { AuditEvent } from '#domain/audit-log/audit-log.ts';
import type { Session } from '#domain/sessions/sessions.ts';
import { describeDevice } from './device-words.ts';
import { de } from './event.words.de.ts';
import { en } from './event.words.en.ts';
import { type Reader, wordsOf } from './language.ts';
import type { DeviceView, EventView } from './views.ts';

export function deviceView(reader: Reader, session: Session, current: Session): DeviceView {
  const { id, userAgent, ip, createdAt, lastSeenAt } = session;
  const device = describeDevice(reader, userAgent);
  return { id, device, ip, createdAt, lastSeenAt, isCurrent: id === current.id };
}

export function eventView(reader: Reader, { id, type, occurredAt, ip, userAgent }: AuditEvent): EventView {
  const device = userAgent === undefined ? undefined : describeDevice(reader, userAgent);
  return { id, words: wordsOf(reader, { en, de })[type], occurredAt, ip, device };
}
