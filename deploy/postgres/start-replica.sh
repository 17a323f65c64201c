#!/bin/bash
# A replica that builds itself: from the primary at the first start, and again when it lost its data or its place.
set -euo pipefail
here=$(dirname "$0")
name=$1
export PGPASSFILE=/tmp/pgpass
printf 'postgres-primary:5432:*:replicator:%s\n' "$(cat /run/secrets/replicator-password)" > "$PGPASSFILE"
chmod 600 "$PGPASSFILE"

rebuild() {
  echo "building $name from the primary"
  rm -rf "${PGDATA:?}"/*
  until pg_basebackup --pgdata "$PGDATA" --host postgres-primary --username replicator --no-password \
    --wal-method stream --checkpoint fast --slot "$name"; do
    rm -rf "${PGDATA:?}"/*
    sleep 1
  done
  touch "$PGDATA/standby.signal"
  chmod 700 "$PGDATA"
}

[ -s "$PGDATA/PG_VERSION" ] || rebuild
# A replica of another cluster, or of one that was made anew, can never catch up.
own=$(pg_controldata "$PGDATA" | sed -n 's/^Database system identifier: *//p')
until primary=$(psql --host postgres-primary --username replicator --no-password --no-psqlrc --tuples-only --no-align \
  --dbname 'replication=true dbname=postgres' --command 'IDENTIFY_SYSTEM' | cut -d'|' -f1) && [ -n "$primary" ]; do sleep 1; done
[ "$own" = "$primary" ] || rebuild

exec postgres -c "config_file=$here/postgresql.conf" -c "hba_file=$here/pg_hba.conf" -c "data_directory=$PGDATA" \
  -c "primary_conninfo=host=postgres-primary user=replicator passfile=$PGPASSFILE application_name=$name connect_timeout=3" \
  -c "primary_slot_name=$name"
