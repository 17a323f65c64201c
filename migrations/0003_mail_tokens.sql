-- Links in mails that let somebody act: one purpose each, usable once, void when the version moved on.
CREATE TABLE mail_tokens (
  token_hash text PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT mail_tokens_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  purpose text NOT NULL CONSTRAINT mail_tokens_purpose_check CHECK (purpose IN ('reset_password')),
  security_version integer NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT mail_tokens_user_id_purpose_key UNIQUE (user_id, purpose)
);
CREATE INDEX mail_tokens_expires_at_idx ON mail_tokens (expires_at);
