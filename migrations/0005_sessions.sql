-- Short-lived state for those who run without Redis. Logged: a kill -9 signs nobody out.
CREATE TABLE short_lived_records (
  key text PRIMARY KEY,
  owner text,
  value text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX short_lived_records_owner_idx ON short_lived_records (owner) WHERE owner IS NOT NULL;
CREATE INDEX short_lived_records_expires_at_idx ON short_lived_records (expires_at);

-- Unlogged: many writes, and after a crash everybody may start counting anew.
CREATE UNLOGGED TABLE throttle_counters (
  key text PRIMARY KEY,
  count integer NOT NULL,
  started_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  -- What last_at was before the latest try, should that one be given back.
  last_before_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX throttle_counters_expires_at_idx ON throttle_counters (expires_at);

-- Tokens that must never work again, whatever snapshot a store of sessions comes back with.
CREATE TABLE ended_sessions (
  token_hash text PRIMARY KEY,
  ended_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ended_sessions_expires_at_idx ON ended_sessions (expires_at);

-- Browsers and apps that completed a sign-in to an account before.
CREATE TABLE devices (
  user_id uuid NOT NULL CONSTRAINT devices_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  token_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null: proved the address or reset the password, and has not signed in since.
  signed_in_at timestamptz,
  expires_at timestamptz NOT NULL,
  CONSTRAINT devices_pkey PRIMARY KEY (user_id, token_hash)
);
CREATE INDEX devices_expires_at_idx ON devices (expires_at);
