-- Mail waits here until a server took it. Bodies are sealed while they wait and erased once sent.
CREATE TABLE mail_queue (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  recipient text NOT NULL,
  key_id text,
  ciphertext bytea,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  given_up_at timestamptz
);
CREATE INDEX mail_queue_next_attempt_at_idx ON mail_queue (next_attempt_at)
  WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_queue_recipient_created_at_idx ON mail_queue (recipient, created_at);
CREATE INDEX mail_queue_created_at_idx ON mail_queue (created_at);

-- Where mail goes on a developer's own machine, in place of a mail server.
CREATE TABLE local_mailbox (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  html text NOT NULL,
  sent_at timestamptz NOT NULL
);
