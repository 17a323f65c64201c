-- The whole schema as the migrations leave it, for reading. Generated: npm run schema

CREATE FUNCTION public.note_change_of_everybody() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (NULL);
  RETURN NULL;
END
$$;

CREATE FUNCTION public.note_second_factor_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.user_id ELSE NEW.user_id END);
  RETURN NULL;
END
$$;

CREATE FUNCTION public.note_user_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
  INSERT INTO account_changes (user_id) VALUES (OLD.id);
  RETURN NULL;
END
$$;

CREATE FUNCTION public.raise_user_revision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END
$$;

CREATE FUNCTION public.replica_lag() RETURNS TABLE(replica text, bytes bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  SELECT application_name, greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::bigint
  FROM pg_stat_replication
  WHERE replay_lsn IS NOT NULL
$$;

CREATE TABLE public.account_changes (
    user_id uuid,
    changed_in xid8 DEFAULT pg_current_xact_id() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    type text NOT NULL,
    user_id uuid,
    ip text,
    user_agent text,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL
);

CREATE TABLE public.devices (
    user_id uuid NOT NULL,
    token_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signed_in_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.ended_sessions (
    token_hash text NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.failure_streaks (
    id uuid NOT NULL,
    email_canonical text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    noted_at timestamp with time zone NOT NULL
);

CREATE TABLE public.local_mailbox (
    id uuid NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    sent_at timestamp with time zone NOT NULL
);

CREATE TABLE public.mail_queue (
    id uuid NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    key_id text,
    ciphertext bytea,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    recipient_canonical text
);

CREATE TABLE public.mail_tokens (
    token_hash text NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    security_version integer,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['reset_password'::text, 'not_me'::text]))),
    CONSTRAINT mail_tokens_security_version_check CHECK (((purpose = 'not_me'::text) = (security_version IS NULL)))
);

CREATE TABLE public.passwords (
    user_id uuid NOT NULL,
    hash text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.recovery_codes (
    user_id uuid NOT NULL,
    code_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.reset_requests (
    id uuid NOT NULL,
    email text NOT NULL,
    email_canonical text NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.schema_migrations (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);

CREATE TABLE public.schema_migrations_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);

CREATE TABLE public.session_endings (
    user_id uuid NOT NULL,
    below_version integer NOT NULL,
    demanded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.short_lived_records (
    key text NOT NULL,
    owner text,
    value text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sign_ups (
    id uuid NOT NULL,
    email text NOT NULL,
    email_canonical text NOT NULL,
    password_hash text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    country text,
    date_of_birth date,
    wants_second_factor boolean NOT NULL,
    token_hash text NOT NULL,
    browser_token_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    language text DEFAULT 'en'::text NOT NULL
);

CREATE UNLOGGED TABLE public.throttle_counters (
    key text NOT NULL,
    count integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    last_before_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.totp_enrolments (
    user_id uuid NOT NULL,
    session_id uuid NOT NULL,
    key_id text NOT NULL,
    ciphertext bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.totp_secrets (
    user_id uuid NOT NULL,
    key_id text NOT NULL,
    ciphertext bytea NOT NULL,
    last_step integer NOT NULL,
    confirmed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.users (
    id uuid NOT NULL,
    email text NOT NULL,
    email_canonical text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    country text,
    date_of_birth date,
    wants_second_factor boolean NOT NULL,
    security_version integer DEFAULT 1 NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    revision integer DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (user_id, token_hash);

ALTER TABLE ONLY public.ended_sessions
    ADD CONSTRAINT ended_sessions_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.failure_streaks
    ADD CONSTRAINT failure_streaks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.local_mailbox
    ADD CONSTRAINT local_mailbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail_queue
    ADD CONSTRAINT mail_queue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail_tokens
    ADD CONSTRAINT mail_tokens_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.passwords
    ADD CONSTRAINT passwords_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash);

ALTER TABLE ONLY public.reset_requests
    ADD CONSTRAINT reset_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.schema_migrations_lock
    ADD CONSTRAINT schema_migrations_lock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.session_endings
    ADD CONSTRAINT session_endings_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.short_lived_records
    ADD CONSTRAINT short_lived_records_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_browser_token_hash_key UNIQUE (browser_token_hash);

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.throttle_counters
    ADD CONSTRAINT throttle_counters_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.totp_enrolments
    ADD CONSTRAINT totp_enrolments_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_canonical_key UNIQUE (email_canonical);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE INDEX account_changes_changed_at_idx ON public.account_changes USING btree (changed_at);

CREATE INDEX account_changes_changed_in_idx ON public.account_changes USING btree (changed_in);

CREATE INDEX audit_log_user_id_id_idx ON public.audit_log USING btree (user_id, id);

CREATE INDEX devices_expires_at_idx ON public.devices USING btree (expires_at);

CREATE INDEX ended_sessions_expires_at_idx ON public.ended_sessions USING btree (expires_at);

CREATE INDEX mail_queue_created_at_idx ON public.mail_queue USING btree (created_at);

CREATE INDEX mail_queue_next_attempt_at_idx ON public.mail_queue USING btree (next_attempt_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));

CREATE INDEX mail_queue_recipient_canonical_created_at_idx ON public.mail_queue USING btree (recipient_canonical, created_at);

CREATE INDEX mail_tokens_expires_at_idx ON public.mail_tokens USING btree (expires_at);

CREATE INDEX mail_tokens_user_id_created_at_idx ON public.mail_tokens USING btree (user_id, created_at);

CREATE UNIQUE INDEX mail_tokens_user_id_key ON public.mail_tokens USING btree (user_id) WHERE (purpose = 'reset_password'::text);

CREATE INDEX short_lived_records_expires_at_idx ON public.short_lived_records USING btree (expires_at);

CREATE INDEX short_lived_records_owner_idx ON public.short_lived_records USING btree (owner) WHERE (owner IS NOT NULL);

CREATE INDEX sign_ups_email_canonical_idx ON public.sign_ups USING btree (email_canonical);

CREATE INDEX sign_ups_expires_at_idx ON public.sign_ups USING btree (expires_at);

CREATE INDEX throttle_counters_expires_at_idx ON public.throttle_counters USING btree (expires_at);

CREATE INDEX totp_enrolments_expires_at_idx ON public.totp_enrolments USING btree (expires_at);

CREATE TRIGGER totp_secrets_note_change AFTER INSERT OR DELETE ON public.totp_secrets FOR EACH ROW EXECUTE FUNCTION public.note_second_factor_change();

CREATE TRIGGER totp_secrets_note_truncation AFTER TRUNCATE ON public.totp_secrets FOR EACH STATEMENT EXECUTE FUNCTION public.note_change_of_everybody();

CREATE TRIGGER users_note_change AFTER DELETE OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.note_user_change();

CREATE TRIGGER users_note_truncation AFTER TRUNCATE ON public.users FOR EACH STATEMENT EXECUTE FUNCTION public.note_change_of_everybody();

CREATE TRIGGER users_raise_revision BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.raise_user_revision();

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mail_tokens
    ADD CONSTRAINT mail_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.passwords
    ADD CONSTRAINT passwords_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.totp_enrolments
    ADD CONSTRAINT totp_enrolments_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
