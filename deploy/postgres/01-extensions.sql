-- Runs once, when the data directory is new. The list is database.postgresql.extensions of overrides/base.yml.
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
