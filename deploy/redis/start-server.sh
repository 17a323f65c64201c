#!/bin/bash
# Starts as what two of three Sentinels say. They alone remember: a former primary that started as one would offer old
# records until somebody noticed.
set -euo pipefail
name=$1
export REDISCLI_AUTH
REDISCLI_AUTH=$(cat /run/secrets/password)

primary() {
  for sentinel in 1 2 3; do
    timeout 1 redis-cli -h "redis-sentinel-$sentinel" -p 26379 --raw sentinel get-master-addr-by-name latchkey 2>/dev/null |
      head -n 1 || true
  done | sort | uniq -c | awk '$1 >= 2 { print $2 }'
}

echo 'asking the Sentinels who is the primary'
until found=$(primary) && [ -n "$found" ]; do sleep 0.5; done
role=()
[ "$found" = "$name" ] || role=(--replicaof "$found" 6379)
exec redis-server /deploy/failover.conf --replica-announce-ip "$name" "${role[@]}"
