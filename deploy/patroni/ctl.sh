#!/bin/bash
# For operators: docker compose exec postgres-primary /patroni/ctl.sh list
set -euo pipefail
. /patroni/settings.sh
exec patronictl --config-file /patroni/patroni.yml "$@"
