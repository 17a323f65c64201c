# What bin/stack does to a running stack: upgrade, backup, restore, rotate, exec. Sourced by it.

containers_of() {
  docker ps --quiet --filter "label=com.docker.compose.project=$project" \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False
}
inside() { # service command …
  local container; container=$(containers_of "$1" | head -n 1); shift
  [ -n "$container" ] || fail 'the stack is not running; bin/stack up starts it'
  docker exec -i "$container" "$@"
}
until_healthy() { # container
  for _ in $(seq 90); do
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$1" 2>/dev/null)" = healthy ] && return
    sleep 1
  done
  return 1
}

# Once, to whoever brought it up; afterwards it lies where Grafana reads it.
tell_of_grafana() {
  [ -n "$(containers_of grafana)" ] || { echo 'Without Grafana, whose image is not here; Prometheus runs (docs/operations/observability.md)'; return; }
  echo "Grafana at http://localhost:${GRAFANA_PORT:-3000}"
  [ ! -f ".stack-grafana-$project" ] || return 0
  echo "  sign in as admin with $(inside grafana cat /run/secrets/admin-password) (shown this once)"
  touch ".stack-grafana-$project"
}

# Tables first, then the instances in turn: nobody waits, nobody is signed out.
upgrade() {
  run build migrate app
  run run --rm --no-deps migrate
  replace_instances
  inside nginx sh -c 'nginx -t -q -c /deploy/nginx.conf && kill -HUP "$(cat /tmp/nginx/nginx.pid)"'
  echo 'All instances are of the new version.'
}

# A new one before an old one goes. Compose by itself would stop all of them at once.
replace_instances() {
  local before known count new one
  before=$(containers_of app); [ -n "$before" ] || fail 'the stack is not running; bin/stack up starts it'
  known=$before count=$(printf '%s\n' "$before" | wc -l)
  for one in $before; do
    run up --detach --no-deps --no-recreate --scale "app=$((count + 1))" app
    new=$(containers_of app | grep -vxF "$known" || true)
    if [ -z "$new" ] || ! until_healthy "$new"; then
      [ -z "$new" ] || { docker logs --tail 20 "$new" >&2; docker rm --force "$new" >/dev/null; }
      fail 'a new instance does not start; the others serve on'
    fi
    known=$(printf '%s\n' "$known" "$new")
    # Nginx leaves it alone before it ends.
    docker stop "$one" >/dev/null
    docker rm "$one" >/dev/null
  done
}

find_primary() {
  for service in $(run config --services | grep '^postgres'); do
    [ -n "$(containers_of "$service")" ] || continue
    [ "$(inside "$service" psql -h /tmp -U postgres -Atqc 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ] || continue
    echo "$service"; return
  done
  fail 'no primary answers'
}
as_superuser() { inside "$primary" psql -h /tmp -U postgres -d "$1" --no-psqlrc -Atq --set ON_ERROR_STOP=1; }

# Database and keys, each in a file of its own, since they are to be kept apart.
backup() { # folder
  local primary; primary=$(find_primary)
  umask 077
  mkdir -p "$1"
  inside "$primary" pg_dump -h /tmp -U postgres --format=custom --no-unlogged-table-data latchkey > "$1/database.dump.part"
  inside "$primary" pg_restore --list < "$1/database.dump.part" >/dev/null
  inside app cat /run/secrets/secret-keys > "$1/secret-keys"
  mv "$1/database.dump.part" "$1/database.dump"
  echo "Written: $1/database.dump and $1/secret-keys. Keep them apart: together they open the second-factor secrets."
}

# What was there is kept until what was saved has been read in whole.
restore() { # folder
  local primary; primary=$(find_primary)
  [ -s "$1/database.dump" ] || fail "$1/database.dump is not there"
  inside "$primary" pg_restore --list < "$1/database.dump" >/dev/null || fail "$1/database.dump cannot be read"
  run stop --timeout 40 app pgbouncer
  set_aside latchkey latchkey_before
  if ! inside "$primary" pg_restore -h /tmp -U postgres --create --exit-on-error --dbname postgres < "$1/database.dump"; then
    echo 'DROP DATABASE IF EXISTS latchkey WITH (FORCE)' | as_superuser postgres
    set_aside latchkey_before latchkey
    run up --detach
    fail 'not restored; everything is as it was'
  fi
  # A link that was used since would work again.
  echo "DELETE FROM mail_tokens WHERE purpose = 'reset_password'" | as_superuser latchkey
  if [ -s "$1/secret-keys" ]; then
    run run --rm --no-deps -T --entrypoint sh secrets -c 'cat > /secrets/app/secret-keys' < "$1/secret-keys"
  else
    echo "bin/stack: $1/secret-keys is not there: the keys stay as they are" >&2
  fi
  forget_sessions
  run up --detach
  until_served
  echo 'DROP DATABASE latchkey_before' | as_superuser postgres
  echo 'Restored. Everybody signs in again.'
}

set_aside() { # from to
  as_superuser postgres <<SQL
ALTER DATABASE $1 ALLOW_CONNECTIONS false;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$1';
ALTER DATABASE $1 RENAME TO $2;
ALTER DATABASE $2 ALLOW_CONNECTIONS true;
SQL
}

# Sessions are newer than what was restored: some of them had ended, and the database has forgotten it.
forget_sessions() {
  for service in $(run config --services | grep -E '^redis(-(replica|sentinel)-[0-9]+)?$'); do
    run rm --stop --force "$service"
    docker volume rm "${project}_$service" >/dev/null
  done
}

rotate() { # keys | old-keys | passwords
  case $1 in
    keys) rotate_keys ;;
    old-keys) remove_old_keys ;;
    passwords) rotate_passwords ;;
    *) usage ;;
  esac
}

in_secrets() { run run --rm --no-deps -T --entrypoint /deploy/rotate.sh secrets "$1"; }

# Behind the others first: no instance may meet what it cannot open.
rotate_keys() {
  in_secrets new-key
  replace_instances
  in_secrets key-to-front
  replace_instances
  echo 'The new key seals; the former ones open. docs/operations/rotate-secrets.md says when those may go.'
}

remove_old_keys() {
  local primary first sealed; primary=$(find_primary)
  first=$(inside app node -p "const [key] = require('node:fs').readFileSync('/run/secrets/secret-keys', 'utf8').split(',');
    require('node:crypto').createHash('sha256').update(Buffer.from(key, 'base64url')).digest('hex').slice(0, 16)")
  sealed=$(as_superuser latchkey <<SQL
SELECT count(*) FROM (SELECT key_id FROM totp_secrets UNION ALL SELECT key_id FROM totp_enrolments
  UNION ALL SELECT key_id FROM mail_queue) AS sealed WHERE key_id <> '$first';
SQL
  )
  [ "$sealed" = 0 ] || fail "$sealed secrets or mails are still sealed with a former key"
  in_secrets first-key-alone
  replace_instances
  echo 'One key is left.'
}

# Of every role and store, and the operators' token. For half a minute people are told to come again.
rotate_passwords() {
  [ "$ha" = no ] || fail 'not with --ha: docs/operations/rotate-secrets.md says how'
  local primary; primary=$(find_primary)
  run stop --timeout 40 app pgbouncer
  in_secrets forget-passwords
  run run --rm --no-deps secrets
  # What takes long is logged, and a password must not be.
  inside "$primary" sh -c '{
    echo "SET log_min_duration_statement = -1;"
    for role in owner:latchkey_owner app:latchkey read:latchkey_read replicator:replicator monitor:monitor; do
      printf "ALTER ROLE %s PASSWORD %s%s%s;\n" "${role#*:}" "$1" "$(cat "/run/secrets/${role%%:*}-password")" "$1"
    done
  } | psql -h /tmp -U postgres -d postgres -q --no-psqlrc --set ON_ERROR_STOP=1' sh "'"
  # Each of them reads its password at start.
  for service in redis postgres-replica-1 postgres-replica-2 postgres-replica-3; do
    run restart --timeout 30 "$service"
    until_healthy "$(containers_of "$service")" || fail "$service does not come back"
  done
  run restart --timeout 5 postgres-exporter-primary postgres-exporter-1 postgres-exporter-2 postgres-exporter-3 \
    redis-exporter pgbouncer-exporter
  run up --detach
  until_served
  echo 'Passwords and the operators'"'"' token are new; keys and sessions are as they were.'
}
