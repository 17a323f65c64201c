-- Sign-ups that wait for their address to be proved. Any number may wait for one address.
CREATE TABLE sign_ups (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_canonical text NOT NULL,
  password_hash text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  country text,
  date_of_birth date,
  wants_second_factor boolean NOT NULL,
  token_hash text NOT NULL CONSTRAINT sign_ups_token_hash_key UNIQUE,
  browser_token_hash text NOT NULL CONSTRAINT sign_ups_browser_token_hash_key UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ups_email_canonical_idx ON sign_ups (email_canonical);
CREATE INDEX sign_ups_expires_at_idx ON sign_ups (expires_at);
