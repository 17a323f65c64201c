# What Patroni is told besides patroni.yml. Sourced, with the server's name as NAME.
secret() { cat "/run/secrets/$1"; }
export PATRONI_NAME=$NAME
export PATRONI_RESTAPI_CONNECT_ADDRESS=$NAME:8008
export PATRONI_POSTGRESQL_CONNECT_ADDRESS=$NAME:5432
# Reading is open to HAProxy; whoever changes something proves who he is.
export PATRONI_RESTAPI_USERNAME=patroni PATRONI_RESTAPI_PASSWORD; PATRONI_RESTAPI_PASSWORD=$(secret patroni-password)
export PATRONI_SUPERUSER_USERNAME=postgres PATRONI_SUPERUSER_PASSWORD; PATRONI_SUPERUSER_PASSWORD=$(secret superuser-password)
export PATRONI_REPLICATION_USERNAME=replicator PATRONI_REPLICATION_PASSWORD; PATRONI_REPLICATION_PASSWORD=$(secret replicator-password)
export PATRONI_REWIND_USERNAME=rewind PATRONI_REWIND_PASSWORD; PATRONI_REWIND_PASSWORD=$(secret rewind-password)
