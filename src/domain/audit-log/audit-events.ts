/** Everything that is recorded. The names are stable: operators search for them. */
export const AUDIT_EVENT_TYPES = [
  'account_created',
  'signed_in',
  'sign_in_rejected',
  'honeypot_filled',
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
  'account_exported',
  'account_deleted',
  'reported_not_me',
  'user_disabled',
  'user_enabled',
  'sessions_ended_by_operator',
  'second_factor_removed_by_operator',
  'waits_lifted_by_operator',
] as const;
export type AuditEventType = (typeof AUDIT_EVENT_TYPES)[number];

/** Somebody did not know what they would have had to know. */
export const FAILED_ATTEMPT_TYPES = [
  'sign_in_rejected',
  'honeypot_filled',
  'second_factor_rejected',
  'identity_rejected',
  'password_change_rejected',
] as const satisfies AuditEventType[];
export type FailedAttemptType = (typeof FAILED_ATTEMPT_TYPES)[number];
