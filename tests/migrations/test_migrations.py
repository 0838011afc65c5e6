"""The history of the schema: it can be walked, and it ends where the models are."""

import psycopg
from alembic.script import ScriptDirectory

from app.migrate import configuration, drift, upgrade
from app.testing.databases import Address, empty_database


def test_an_empty_database_reaches_the_newest_schema_and_stays_there(cluster: Address) -> None:
    url = empty_database(cluster, "migrations_empty_to_head")
    upgrade(url)
    upgrade(url)
    with psycopg.connect(url) as connection:
        revisions = connection.execute("SELECT version_num FROM shared.alembic_version").fetchall()
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'live'"
        ).fetchone()
    assert [row[0] for row in revisions] == ScriptDirectory.from_config(
        configuration(url)
    ).get_heads()
    assert tables is not None
    assert tables[0] > 10


def test_the_models_and_the_migrated_database_agree(committed_url: str) -> None:
    assert drift(committed_url) == []


def test_the_history_of_migrations_has_one_line(committed_url: str) -> None:
    script = ScriptDirectory.from_config(configuration(committed_url))
    assert len(script.get_heads()) == 1
    assert all(len(step.nextrev) <= 1 for step in script.walk_revisions())


def test_the_application_role_is_no_superuser(committed_url: str) -> None:
    with psycopg.connect(committed_url) as connection:
        row = connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False,)
