-- What happened, to whom, from where. A person's own events are shown to them.
CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  user_id uuid CONSTRAINT audit_log_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  ip text,
  user_agent text,
  detail jsonb NOT NULL DEFAULT '{}',
  occurred_at timestamptz NOT NULL
);
CREATE INDEX audit_log_user_id_id_idx ON audit_log (user_id, id);
