import type { AuditEvent, AuditEventType } from '#domain/audit-log/audit-log.ts';
import { describeDevice } from '#domain/client.ts';
import type { Session } from '#domain/sessions/sessions.ts';
import type { DeviceView, EventView } from './views.ts';

export function deviceView(session: Session, current: Session): DeviceView {
  const { id, userAgent, ip, createdAt, lastSeenAt } = session;
  return { id, device: describeDevice(userAgent), ip, createdAt, lastSeenAt, isCurrent: id === current.id };
}

export function eventView({ id, type, occurredAt, ip, userAgent }: AuditEvent): EventView {
  const device = userAgent === undefined ? undefined : describeDevice(userAgent);
  return { id, words: EVENT_WORDS[type], occurredAt, ip, device };
}

/** Each event in a person's words. */
const EVENT_WORDS: Record<AuditEventType, string> = {
  account_created: 'Account created',
  signed_in: 'Signed in',
  sign_in_rejected: 'Somebody tried to sign in with a wrong password',
  second_factor_rejected: 'A wrong second-factor code was entered',
  signed_out: 'Signed out',
  identity_confirmed: 'Identity confirmed',
  identity_rejected: 'Identity not confirmed',
  password_changed: 'Password changed',
  password_change_rejected: 'Password change refused: the current one was wrong',
  password_reset_requested: 'A link to reset the password was asked for',
  password_reset: 'Password reset by a mailed link',
  totp_turned_on: 'Second factor turned on',
  totp_turned_off: 'Second factor turned off',
  recovery_codes_issued: 'New recovery codes made',
  recovery_code_used: 'A recovery code was used',
  session_ended: 'A device was signed out',
  other_sessions_ended: 'All other devices were signed out',
  profile_changed: 'Profile changed',
};
