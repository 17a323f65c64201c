-- Metrics show how far replicas are behind. The role that serves may not see it; the owner may, where it has pg_read_all_stats.
CREATE FUNCTION replica_lag() RETURNS TABLE (replica text, bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT application_name, greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::bigint
  FROM pg_stat_replication
  WHERE replay_lsn IS NOT NULL
$$;
