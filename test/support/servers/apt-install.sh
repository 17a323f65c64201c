#!/bin/sh
# Installs Debian packages without leaving anything running: no service is started, no database cluster is made, and
# what had to be changed for that is put back whatever happens.
set -eu
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.conf
own_policy=no

put_back() {
  if [ "$own_policy" = yes ]; then rm -f "$policy"; fi
  if [ -f "$clusters.before-latchkey" ]; then mv -f "$clusters.before-latchkey" "$clusters"; fi
}
trap put_back EXIT
trap 'exit 130' INT TERM HUP

if [ ! -e "$policy" ]; then
  own_policy=yes
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod +x "$policy"
fi

apt() { apt-get -y -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold "$@"; }

# An unreachable third-party source must not stop us; the install below fails if something is really missing.
apt update || true

case " $* " in
  *" postgresql "*)
    apt install --no-install-recommends postgresql-common
    cp -p "$clusters" "$clusters.before-latchkey"
    echo 'create_main_cluster = false' >> "$clusters"
    ;;
esac
apt install --no-install-recommends "$@"

if [ -d /run/systemd/system ]; then
  for service in postgresql redis-server pgbouncer nginx prometheus; do
    case " $* " in *" $service "*) systemctl disable --quiet "$service" || true ;; esac
  done
fi
