-- "End this person's sessions below this version", written with the change that demands it and removed once
-- done: a process that dies in between, or a store of sessions that is away, only delays it.
CREATE TABLE session_endings (
  user_id uuid PRIMARY KEY CONSTRAINT session_endings_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  below_version integer NOT NULL,
  demanded_at timestamptz NOT NULL
);
