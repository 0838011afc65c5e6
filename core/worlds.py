"""Worlds kept apart by database right: each has a role that may use its own schema and no other."""

from sqlalchemy import Connection, text

from core.db import world_role

_ENSURE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE "{role}" NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_APPEND_ONLY = ("event", "stock_movement", "sitrep", "log_entry")


def allow_only_its_own_role(connection: Connection, world: str) -> None:
    """Create the world's role and grant it the world's tables and the shared ones, nothing else.

    What has happened can be added to and read, never changed or removed.
    """
    role = world_role(world)
    connection.execute(text(_ENSURE_ROLE.format(role=role)))
    rights = (
        f'GRANT "{role}" TO CURRENT_USER',
        f'GRANT USAGE ON SCHEMA "{world}", shared TO "{role}"',
        f"GRANT SELECT, INSERT, UPDATE, DELETE"
        f' ON ALL TABLES IN SCHEMA "{world}", shared TO "{role}"',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{world}" TO "{role}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{world}"'
        f' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"',
    )
    for right in rights:
        connection.execute(text(right))
    for table in _APPEND_ONLY:
        connection.execute(
            text(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{world}"."{table}" FROM "{role}"')
        )
