-- So many wrong passwords in a row on one typed address: the same row for known and unknown ones. Whether there is an
-- owner to warn is looked at in the background, so that neither the answer nor its time tells.
CREATE TABLE failure_streaks (
  id uuid PRIMARY KEY,
  email_canonical text NOT NULL,
  ip text NOT NULL,
  user_agent text NOT NULL,
  noted_at timestamptz NOT NULL
);
