# Sourced: `make_roles`, with the way to connect as arguments for psql.
secret() { cat "/run/secrets/$1"; }
make_roles() {
  psql "$@" --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set owner="$(secret owner-password)" --set app="$(secret app-password)" \
    --set read="$(secret read-password)" --set replicator="$(secret replicator-password)" \
    --set monitor="$(secret monitor-password)" \
    --file "$(dirname "${BASH_SOURCE[0]}")/roles.sql"
}
