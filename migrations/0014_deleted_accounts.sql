-- Two kinds of rows outlive an account: security events, which then name nobody, and the demand to end its sessions, which
-- are records of another store and cannot go in the same transaction.
ALTER TABLE audit_log DROP CONSTRAINT audit_log_user_id_fkey;
ALTER TABLE session_endings DROP CONSTRAINT session_endings_user_id_fkey;
