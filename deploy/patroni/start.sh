#!/bin/bash
# Runs one of the Postgres servers under Patroni, which decides whether it is the primary.
set -euo pipefail
. /patroni/settings.sh
exec patroni /patroni/patroni.yml
