"""The SQL by which a database administrator prepares a PostgreSQL for this program: roles, database, rights. Safe to run twice."""

DATABASE = "article22"
MIGRATING = 22_960  # the advisory lock of whoever migrates
ROLES = ("article22_owner", "article22_web", "article22_worker", "article22")

CREATE_ROLES = """
DO $$
BEGIN
  -- Owns every table and migrates. Nothing that serves requests connects as it.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'article22_owner') THEN
    CREATE ROLE article22_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  -- What the web and the worker processes may do. Neither owns a table.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'article22_web') THEN
    CREATE ROLE article22_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'article22_worker') THEN
    CREATE ROLE article22_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  -- The program's role for one address that serves both: it may only become one of the two.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'article22') THEN
    CREATE ROLE article22 LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END $$;
GRANT article22_web, article22_worker TO article22;
"""

CREATE_DATABASE = f"CREATE DATABASE {DATABASE} OWNER article22_owner ENCODING 'UTF8' TEMPLATE template0"

GRANT_RIGHTS = f"""
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO article22_owner, article22_web, article22_worker, article22;
GRANT CREATE, TEMPORARY ON DATABASE {DATABASE} TO article22_owner;
ALTER SCHEMA public OWNER TO article22_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""


def script() -> str:
    """The whole of it for `psql`, to be run by a superuser."""
    quoted = CREATE_DATABASE.replace("'", "''")
    return f"""-- Prepares PostgreSQL 15 or newer for Article 22. Run as a superuser with psql; safe to run twice.
{CREATE_ROLES.strip()}

SELECT '{quoted}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
{GRANT_RIGHTS.strip()}

-- Then give each role that connects a password, or a line of pg_hba.conf:
--   \\password article22_owner
--   \\password article22
-- and start with DATABASE_OWNER_URL=postgresql://article22_owner@host/{DATABASE} DATABASE_URL=postgresql://article22@host/{DATABASE}
-- To part web and worker for good, give each process a DATABASE_URL of its own role, article22_web or article22_worker.
"""
