-- Whose account changed, and in which transaction: what a process remembers of an account counts until its change is seen
-- here. By triggers, so that changes made by hand are noted too (docs/decisions/034).
CREATE TABLE account_changes (
  user_id uuid, -- NULL: everybody's
  changed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX account_changes_changed_in_idx ON account_changes (changed_in);
CREATE INDEX account_changes_changed_at_idx ON account_changes (changed_at);

-- Which of two readings of one account is the later one.
ALTER TABLE users ADD COLUMN revision integer NOT NULL DEFAULT 1;

CREATE FUNCTION raise_user_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END
$$;
CREATE TRIGGER users_raise_revision BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION raise_user_revision();

CREATE FUNCTION note_user_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (OLD.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER users_note_change AFTER UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION note_user_change();

CREATE FUNCTION note_second_factor_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END);
  RETURN NULL;
END
$$;
CREATE TRIGGER totp_secrets_note_change AFTER INSERT OR DELETE ON totp_secrets
  FOR EACH ROW EXECUTE FUNCTION note_second_factor_change();

CREATE FUNCTION note_change_of_everybody() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (NULL);
  RETURN NULL;
END
$$;
CREATE TRIGGER users_note_truncation AFTER TRUNCATE ON users
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_everybody();
CREATE TRIGGER totp_secrets_note_truncation AFTER TRUNCATE ON totp_secrets
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_everybody();
