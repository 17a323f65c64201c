-- What the next release might add: who made a row is known from then on, and has a table of its own.
ALTER TABLE users ADD COLUMN made_by text;
CREATE TABLE user_versions (
  user_id uuid CONSTRAINT user_versions_pkey PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  version text NOT NULL
);
