#!/bin/bash
set -euo pipefail
name=$1
if [ ! -s /data/sentinel.conf ]; then
  umask 077
  cat /deploy/sentinel.conf /run/secrets/sentinel.conf > /data/sentinel.conf
  echo "sentinel announce-ip $name" >> /data/sentinel.conf
fi
exec redis-server /data/sentinel.conf --sentinel
