-- "This wasn't me": a link in every notice. Many a person, and good whatever was changed since, so that whoever
-- broke in cannot void them by going on.
ALTER TABLE mail_tokens DROP CONSTRAINT mail_tokens_purpose_check;
ALTER TABLE mail_tokens ADD CONSTRAINT mail_tokens_purpose_check CHECK (purpose IN ('reset_password', 'not_me'));

ALTER TABLE mail_tokens DROP CONSTRAINT mail_tokens_user_id_purpose_key;
CREATE UNIQUE INDEX mail_tokens_user_id_key ON mail_tokens (user_id) WHERE purpose = 'reset_password';
CREATE INDEX mail_tokens_user_id_created_at_idx ON mail_tokens (user_id, created_at);

-- Null: not held to a version.
ALTER TABLE mail_tokens ALTER COLUMN security_version DROP NOT NULL;
ALTER TABLE mail_tokens ADD CONSTRAINT mail_tokens_security_version_check
  CHECK ((purpose = 'not_me') = (security_version IS NULL));
