#!/bin/bash
# Makes the cluster at the first start, then runs it. Needs only what the PostgreSQL packages bring.
set -euo pipefail
here=$(dirname "$0")
. "$here/make-roles.sh"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo 'making the cluster'
  rm -rf "${PGDATA:?}"/*
  initdb --pgdata "$PGDATA" --username postgres --encoding UTF8 --locale C.UTF-8 --data-checksums \
    --auth-local peer --auth-host scram-sha-256 --pwfile /run/secrets/superuser-password >/dev/null
  # On a socket of its own: nobody reaches a cluster that is half made.
  pg_ctl --pgdata "$PGDATA" --wait --silent --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  make_roles --host /tmp --username postgres
  for replica in replica1 replica2 replica3; do
    psql --host /tmp --username postgres --no-psqlrc --quiet --output /dev/null \
      --command "SELECT pg_create_physical_replication_slot('$replica')"
  done
  pg_ctl --pgdata "$PGDATA" --wait --silent --mode fast stop
fi

exec postgres -c "config_file=$here/postgresql.conf" -c "hba_file=$here/pg_hba.conf" -c "data_directory=$PGDATA" \
  -c 'synchronous_standby_names=ANY 1 (replica1, replica2, replica3)'
