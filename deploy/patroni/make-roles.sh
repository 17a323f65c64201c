#!/bin/bash
# Called by Patroni once, in the new cluster, with the way to connect.
set -euo pipefail
. /deploy/make-roles.sh
make_roles --dbname "$1"
