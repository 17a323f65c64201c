/** Runs one statement; a row is an object by column. */
export type Query = (statement: string) => Promise<{ rows: unknown[] }>;

/** What migrations made: another test may go on with a database of which this has not changed. */
export async function schemaOf(query: Query): Promise<string> {
  const { rows } = await query(SCHEMA);
  return (rows[0] as { schema: string }).schema;
}

/**
 * Takes out every row that a test put in. False where the test changed more than rows, or left something locked: such
 * a database is of no further use.
 */
export async function emptied(query: Query, schema: string): Promise<boolean> {
  try {
    if ((await schemaOf(query)) !== schema) return false;
    await query(EMPTY);
    return true;
  } catch {
    return false;
  }
}

const OURS = `relnamespace = 'public'::regnamespace`;

const SCHEMA = `
  SELECT md5(string_agg(line, chr(10) ORDER BY line)) AS schema FROM (
    SELECT concat_ws(' ', relname, relkind, relpersistence, relrowsecurity, relacl, reloptions) AS line
      FROM pg_class WHERE ${OURS}
    UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, attisdropped)
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE ${OURS} AND attnum > 0
    UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid))
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'
    UNION ALL SELECT evtname FROM pg_event_trigger
    UNION ALL SELECT concat_ws(' ', setrole, setconfig)
      FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid WHERE datname = current_database()
    UNION ALL SELECT concat_ws(' ', datconnlimit, datallowconn) FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT name FROM schema_migrations
  ) lines`;

/** Tables that hold something: each takes a few milliseconds. Whoever still holds a lock is not waited for. */
const EMPTY = `
  DO $$ DECLARE name regclass; full_ones text[] := '{}'; is_full boolean; BEGIN
    SET LOCAL lock_timeout = '500ms';
    FOR name IN SELECT oid FROM pg_class WHERE ${OURS} AND relkind = 'r' AND relname !~ '^schema_migrations' LOOP
      EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO is_full;
      IF is_full THEN full_ones := full_ones || name::text; END IF;
    END LOOP;
    IF full_ones <> '{}' THEN
      EXECUTE format('TRUNCATE %s RESTART IDENTITY CASCADE', array_to_string(full_ones, ', '));
    END IF;
  END $$`;
