-- "I forgot my password" for any typed address: the same one row for known and unknown ones, answered in the
-- background, so that neither time nor a mail server's mood tells which addresses exist.
CREATE TABLE reset_requests (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_canonical text NOT NULL,
  ip text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL
);
