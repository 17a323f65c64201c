-- Who may do what: the owner changes tables, the app changes rows, the reader reads, the replicator copies.
CREATE ROLE latchkey_owner LOGIN PASSWORD :'owner';
CREATE ROLE latchkey LOGIN PASSWORD :'app';
CREATE ROLE latchkey_read LOGIN PASSWORD :'read';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replicator';
-- HAProxy asks each replica whether it is one. Without a password, from this network, to a database without data.
CREATE ROLE health LOGIN CONNECTION LIMIT 20;
-- Exporters read statistics, of every server, and no table.
CREATE ROLE monitor LOGIN PASSWORD :'monitor' CONNECTION LIMIT 10;
GRANT pg_monitor TO monitor;
-- How far replicas are behind is shown by a function of the owner's.
GRANT pg_read_all_stats TO latchkey_owner;

CREATE DATABASE latchkey OWNER latchkey_owner;
REVOKE ALL ON DATABASE latchkey FROM PUBLIC;
GRANT CONNECT ON DATABASE latchkey TO latchkey, latchkey_read;

-- Poolers refuse these at connect; bounded waits come with the role.
ALTER ROLE monitor SET statement_timeout = '3s';
ALTER ROLE latchkey SET statement_timeout = '1800ms';
ALTER ROLE latchkey SET lock_timeout = '1500ms';
ALTER ROLE latchkey SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE latchkey_read SET statement_timeout = '1500ms';
ALTER ROLE latchkey_read SET default_transaction_read_only = on;
ALTER ROLE latchkey_read SET idle_in_transaction_session_timeout = '10s';

\connect latchkey
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO latchkey_owner;
GRANT USAGE ON SCHEMA public TO latchkey, latchkey_read;
ALTER DEFAULT PRIVILEGES FOR ROLE latchkey_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO latchkey;
ALTER DEFAULT PRIVILEGES FOR ROLE latchkey_owner IN SCHEMA public GRANT SELECT ON TABLES TO latchkey_read;
