-- Secrets are sealed with AES-256-GCM, bound to their row; key_id says which key opens them.
CREATE TABLE totp_secrets (
  user_id uuid PRIMARY KEY CONSTRAINT totp_secrets_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  key_id text NOT NULL,
  ciphertext bytea NOT NULL,
  -- The last accepted time step only grows, so that a code works once.
  last_step integer NOT NULL,
  confirmed_at timestamptz NOT NULL
);

-- A secret that was shown and not confirmed yet: one a person, of one session.
CREATE TABLE totp_enrolments (
  user_id uuid PRIMARY KEY CONSTRAINT totp_enrolments_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  session_id uuid NOT NULL,
  key_id text NOT NULL,
  ciphertext bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX totp_enrolments_expires_at_idx ON totp_enrolments (expires_at);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL CONSTRAINT recovery_codes_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  code_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash)
);
