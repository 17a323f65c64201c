#!/bin/sh
# Changes secrets where they lie, one step a call: new-key · key-to-front · first-key-alone · forget-passwords (make-secrets.sh makes others).
set -eu
umask 022
keys=/secrets/app/secret-keys
# In one step: who starts meanwhile reads the former or the new ones.
write_keys() { printf '%s' "$1" > "$keys.new" && mv "$keys.new" "$keys"; }

case $1 in
  new-key) write_keys "$(cat "$keys"),$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')" ;;
  key-to-front) write_keys "$(sed 's/^\(.*\),\([^,]*\)$/\2,\1/' "$keys")" ;;
  first-key-alone) write_keys "$(cut -d, -f1 "$keys")" ;;
  forget-passwords)
    cd /secrets
    rm -f postgres/owner-password postgres/app-password postgres/read-password postgres/replicator-password \
      postgres/monitor-password postgres-exporter/* redis-exporter/* pgbouncer-exporter/* \
      redis/* pgbouncer/* migrate/* app/operator-token app/*-url app/*-url-failover
    ;;
esac
