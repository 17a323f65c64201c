-- All mail of one person is found, also that to another spelling of the address. Empty where an older version wrote the row.
ALTER TABLE mail_queue ADD COLUMN recipient_canonical text;
UPDATE mail_queue SET recipient_canonical = recipient;
CREATE INDEX mail_queue_recipient_canonical_created_at_idx ON mail_queue (recipient_canonical, created_at);
DROP INDEX mail_queue_recipient_created_at_idx;
