"""Worlds kept apart by database right: each has a role that may use its own schema and no other."""

from sqlalchemy import Connection, text

from core.config import EXERCISE_LOGIN
from core.db import LIVE, ROLE_PREFIX, world_role

_ENSURE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE "{role}" NOLOGIN NOINHERIT;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_APPEND_ONLY = (
    "event", "stock_movement", "sitrep", "log_entry", "evaluation", "evaluation_photo",
    "improvement_step", "report_text",
)  # fmt: skip
_NOT_FOR_EXERCISES = ("api_token", "token_record", "sign_in_record", "sign_in_session")
"""Shared tables that no exercise needs: keys, and who signed in."""
_WHO = "id, username, display_name, locale, team_id, disabled_at, created_at, version"
"""What an exercise reads of an account: neither its password's hash nor how signing in went."""


def allow_only_its_own_role(connection: Connection, world: str) -> None:
    """Create the world's role and grant it the world's tables and what it needs of the shared ones.

    The live world keeps the shared tables. An exercise reads them, keeps how somebody likes the
    screens, and ends its own sessions; the login of exercises may take its role. What has happened
    can be added to and read, never changed or removed.

    An exercise may come and go while others work: what is said of it locks no shared table, which
    is why all worlds have one policy for sessions together.
    """
    role = world_role(world)
    own = (
        f'GRANT "{role}" TO CURRENT_USER',
        f'GRANT USAGE ON SCHEMA "{world}", shared TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{world}" TO "{role}"',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{world}" TO "{role}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{world}"'
        f' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"',
    )
    shared = _keeps_shared(role) if world == LIVE else _reads_shared(role)
    append_only = (
        f'REVOKE UPDATE, DELETE, TRUNCATE ON "{world}"."{table}" FROM "{role}"'
        for table in _APPEND_ONLY
    )
    connection.execute(text(_ENSURE_ROLE.format(role=role)))
    connection.execute(text(_ENSURE_ROLE.format(role=EXERCISE_LOGIN)))
    for right in (*own, *shared, *append_only):
        connection.execute(text(right))


def _keeps_shared(role: str) -> tuple[str, ...]:
    return (
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA shared TO "{role}"',
        "ALTER TABLE shared.sign_in_session ENABLE ROW LEVEL SECURITY",
        f'CREATE POLICY "{role}" ON shared.sign_in_session TO "{role}" USING (true)',
        "CREATE POLICY own_world ON shared.sign_in_session"
        f" USING (current_user = '{ROLE_PREFIX}' || world)",
    )


def _reads_shared(role: str) -> tuple[str, ...]:
    kept_back = ", ".join(f"shared.{table}" for table in _NOT_FOR_EXERCISES)
    return (
        f'GRANT SELECT ON ALL TABLES IN SCHEMA shared TO "{role}"',
        f'REVOKE ALL ON {kept_back} FROM "{role}"',
        f'REVOKE ALL ON shared.account FROM "{role}"',
        f'GRANT SELECT ({_WHO}) ON shared.account TO "{role}"',
        f'GRANT "{role}" TO "{EXERCISE_LOGIN}"',
        f'GRANT INSERT, UPDATE, DELETE ON shared.account_choice TO "{role}"',
        f'GRANT SELECT (id, world), UPDATE (revoked_at) ON shared.sign_in_session TO "{role}"',
    )


def forget_role(connection: Connection, world: str) -> None:
    """Take the role of an exercise away, if it was made; its schema must be gone already."""
    role = world_role(world)
    known = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
    if not connection.scalar(known, {"role": role}):
        return
    connection.execute(text(f'DROP OWNED BY "{role}"'))
    connection.execute(text(f'DROP ROLE "{role}"'))
