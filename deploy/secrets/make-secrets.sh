#!/bin/sh
# Makes every secret of the stack once, each into the volume that only its readers mount. A second run changes nothing.
set -eu
umask 022

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
# Keeps what is there: an upgrade must not lock itself out.
once() { [ -s "$1" ] || printf '%s' "$2" > "$1"; }

once /secrets/postgres/superuser-password "$(random)"
once /secrets/postgres/owner-password "$(random)"
once /secrets/postgres/app-password "$(random)"
once /secrets/postgres/read-password "$(random)"
once /secrets/postgres/replicator-password "$(random)"
once /secrets/postgres/rewind-password "$(random)"
once /secrets/postgres/patroni-password "$(random)"
once /secrets/postgres/monitor-password "$(random)"
once /secrets/redis/password "$(random)"

owner=$(cat /secrets/postgres/owner-password)
app=$(cat /secrets/postgres/app-password)
read=$(cat /secrets/postgres/read-password)
monitor=$(cat /secrets/postgres/monitor-password)
redis=$(cat /secrets/redis/password)

once /secrets/pgbouncer/userlist.txt "\"latchkey\" \"$app\"
\"latchkey_read\" \"$read\"
\"monitor\" \"$monitor\"
"
once /secrets/redis/redis.conf "requirepass $redis
"
once /secrets/redis/replica.conf "masterauth $redis
"
once /secrets/redis/sentinel.conf "requirepass $redis
sentinel sentinel-pass $redis
sentinel auth-pass latchkey $redis
"
once /secrets/app/operator-token "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
once /secrets/app/secret-keys "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
once /secrets/app/database-url "postgres://latchkey:$app@pgbouncer:6432/latchkey"
once /secrets/app/database-read-url "postgres://latchkey_read:$read@pgbouncer:6432/latchkey_read"
once /secrets/app/redis-url "redis://:$redis@redis:6379"
once /secrets/migrate/database-url "postgres://latchkey_owner:$owner@postgres-primary:5432/latchkey"
# With failover (compose.ha.yaml): whichever server is the primary.
sentinels=redis-sentinel-1,redis-sentinel-2,redis-sentinel-3
once /secrets/app/redis-url-failover "redis+sentinel://:$redis@$sentinels/latchkey?sentinel_password=$redis"
once /secrets/migrate/database-url-failover "postgres://latchkey_owner:$owner@haproxy:5433/latchkey"
once /secrets/postgres-exporter/monitor-password "$monitor"
once /secrets/pgbouncer-exporter/pgbouncer-url "postgres://monitor:$monitor@pgbouncer:6432/pgbouncer"
once /secrets/redis-exporter/passwords.json "{\"redis://redis:6379\":\"$redis\",\"redis://redis-replica-1:6379\":\"$redis\",\"redis://redis-replica-2:6379\":\"$redis\"}"
once /secrets/grafana/admin-password "$(random)"
echo 'secrets are in place'
