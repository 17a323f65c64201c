/** Everything that is recorded. The names are stable: operators search for them. */
export const AUDIT_EVENT_TYPES = [
  'account_created',
  'signed_in',
  'sign_in_rejected',
  'second_factor_rejected',
  'signed_out',
  'identity_confirmed',
  'identity_rejected',
  'password_changed',
  'password_change_rejected',
  'password_reset_requested',
  'password_reset',
  'totp_turned_on',
  'totp_turned_off',
  'recovery_codes_issued',
  'recovery_code_used',
  'session_ended',
  'other_sessions_ended',
  'profile_changed',
] as const;
export type AuditEventType = (typeof AUDIT_EVENT_TYPES)[number];
