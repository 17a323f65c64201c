#!/bin/bash
# Writes what depends on the place, starts nginx, and follows the app's instances as they come and go.
set -eu
mkdir -p /tmp/nginx
public_url=${PUBLIC_URL:-http://localhost}
name=$(printf '%s' "$public_url" | sed -E 's#^https?://##; s#[:/].*$##')

# A proxy of one's own in front is not the client: whom it tells of is, the right-most that is none of these.
in_front=$(printf '%s' "${PROXIES_IN_FRONT:-}" | tr ',' ' ')
for network in $in_front; do
  case $network in
    */0) echo "PROXIES_IN_FRONT is $network: everybody could choose the address that limits count" >&2; exit 78 ;;
  esac
  echo "set_real_ip_from $network;"
done > /tmp/nginx/in-front.conf
[ -z "$in_front" ] || echo 'real_ip_header X-Forwarded-For; real_ip_recursive on;' >> /tmp/nginx/in-front.conf

is_ready() {
  timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/9464" && printf "GET /readyz HTTP/1.0\r\n\r\n" >&3 && read -r line <&3 && [[ $line = *" 200 "* ]]' "$1" 2>/dev/null
}
find_ready() { for one in $1; do if is_ready "$one"; then echo "$one"; fi; done; }
# An instance that ends, hangs or lost a store is asked nothing more; where that is true of all, each says so itself.
find_app() {
  all=$(getent ahostsv4 app | awk '{ print $1 }' | sort -u)
  ready=$(find_ready "$all")
  # Nginx itself counts no failures: two slow answers would take both instances away from everybody.
  for one in ${ready:-$all}; do echo "server $one:8080 max_fails=0;"; done
}
# Without an instance every request gets the page that says so.
write_app() {
  servers=$(find_app || true)
  printf '%s\n' "${servers:-server 127.0.0.1:9 down;}" > /tmp/nginx/app-servers.next
}

site() { # port options
  cat <<SITE
server {
  listen $1 default_server$2;
  server_name _;
  $3
  include /deploy/edge.conf;
  # Another host's name: whoever came so was sent astray.
  location / { return 421; }
}
server {
  listen $1$2;
  server_name $name;
  $3
  $4
  include /deploy/site.conf;
}
SITE
}

certificates() { [ ! -s /certs/tls.crt ] || cksum /certs/tls.crt /certs/tls.key 2>/dev/null || true; }

if [ -s /certs/tls.crt ] && [ -s /certs/tls.key ]; then
  for file in /certs/tls.crt /certs/tls.key; do
    [ -r "$file" ] || { echo "$file cannot be read by $(id -un) ($(id -u)): give it to that user, or let it read the file" >&2; exit 78; }
  done
  tls='ssl_certificate /certs/tls.crt; ssl_certificate_key /certs/tls.key; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:tls:10m; ssl_session_tickets off;'
  {
    echo "server { listen 8080 default_server; server_name _; location / { include /deploy/headers.conf; return 308 $public_url\$request_uri; } }"
    site 8443 ' ssl http2' "$tls" "add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains' always;"
  } > /tmp/nginx/servers.conf
else
  # Served in the clear, nobody could sign in: the cookies are for https alone.
  case ${in_front:-none}:$public_url in
    none:https:*)
      echo "PUBLIC_URL is $public_url and there is no certificate: put tls.crt and tls.key into CERTS, or name the network of the proxy that ends TLS in PROXIES_IN_FRONT" >&2
      exit 78
      ;;
  esac
  site 8080 '' '' '' > /tmp/nginx/servers.conf
fi
shown=$(certificates)

write_app
mv /tmp/nginx/app-servers.next /tmp/nginx/app-servers.conf
nginx -c /deploy/nginx.conf -g 'daemon off;' &
nginx=$!
trap 'kill -QUIT $nginx 2>/dev/null; wait $nginx' TERM INT QUIT

while kill -0 "$nginx" 2>/dev/null; do
  sleep 1 &
  wait $! || true
  write_app
  # Renewed certificates too: one that does not fit its key yet is refused, and the former one is shown on.
  [ "$shown" = "$(certificates)" ] && cmp -s /tmp/nginx/app-servers.next /tmp/nginx/app-servers.conf && continue
  shown=$(certificates)
  mv /tmp/nginx/app-servers.next /tmp/nginx/app-servers.conf
  kill -HUP "$nginx"
done
