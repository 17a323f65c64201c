-- Who exists. Addresses are compared by email_canonical, which the application makes in one place.
CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_canonical text NOT NULL CONSTRAINT users_email_canonical_key UNIQUE,
  first_name text NOT NULL,
  last_name text NOT NULL,
  country text,
  date_of_birth date,
  -- Asked for a second factor at sign-up and has not set one up yet.
  wants_second_factor boolean NOT NULL,
  -- Raised by whatever must end all sessions; a session carries the version it was started under.
  security_version integer NOT NULL DEFAULT 1,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL
);

CREATE TABLE passwords (
  user_id uuid PRIMARY KEY CONSTRAINT passwords_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);
