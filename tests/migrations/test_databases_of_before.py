"""A database that an earlier 0001 made, and people worked in, comes to the newest schema whole.

The file holds a thinned-out demo city as the product made it before there were exercises, papers
and alarms: one incident with its response, an accepted proposal, orders on their way.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from app.migrate import drift, upgrade
from app.testing.databases import Address, empty_database

LIVED_IN = Path(__file__).parent.parent / "data/databases/lived_in_before_exercises.sql.gz"
ROLE_OF_THE_LIVE_WORLD = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_world_live') THEN
    CREATE ROLE "muster_world_live" NOLOGIN NOINHERIT;
  END IF;
END $$
"""
Rows = list[dict[str, Any]]


@pytest.fixture
def of_before(cluster: Address) -> Iterator[str]:
    """The address of a database as it stood before the upgrade."""
    url = empty_database(cluster, f"of_before_{uuid4().hex[:8]}")
    with psycopg.connect(url) as connection:
        connection.execute(ROLE_OF_THE_LIVE_WORLD)
        connection.execute(gzip.decompress(LIVED_IN.read_bytes()).decode())
    yield url


def everything(url: str) -> dict[str, Rows]:
    """Return all rows of all tables but the number of the revision."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('live', 'shared')"
            " AND tablename <> 'alembic_version'"
        ).fetchall()
        return {
            f"{one['schemaname']}.{one['tablename']}": connection.execute(
                f'SELECT * FROM {one["schemaname"]}."{one["tablename"]}"'
            ).fetchall()
            for one in tables
        }


def asked(url: str, query: str) -> Rows:
    """Return what a query finds."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def test_an_upgrade_loses_no_row_and_ends_where_the_models_are(of_before: str) -> None:
    before = everything(of_before)
    assert before["live.order"]
    assert before["live.event"]
    upgrade(of_before)
    after = everything(of_before)
    assert drift(of_before) == []
    rewritten = {"shared.requirement", "shared.task_template", "shared.run_card"}
    for table, rows in before.items():
        if table in rewritten:
            continue
        kept = [{name: row[name] for name in rows[0]} for row in after[table]] if rows else []
        assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table


def test_levels_of_run_cards_hold_what_they_add_after_an_upgrade(of_before: str) -> None:
    query = (
        "SELECT response_level, quantity FROM shared.requirement r"
        " JOIN shared.run_card c ON c.id = run_card_id"
        " WHERE capability_code = '{}' ORDER BY response_level DESC"
    )
    whole = asked(of_before, query.format("fire_suppression"))
    upgrade(of_before)
    added = [int(one["quantity"]) for one in asked(of_before, query.format("fire_suppression"))]
    sums = [sum(added[: n + 1]) for n in range(len(added))]
    assert sums == [int(one["quantity"]) for one in whole]
    by_facts = asked(of_before, query.format("ambulance_transport"))
    assert [one["response_level"] for one in by_facts] == [4, 3, 1]
    assert by_facts[1]["quantity"].startswith("greatest(0, (has(incident.serious_injuries) ?")


def test_a_response_that_stands_knows_what_it_asked_for_after_an_upgrade(of_before: str) -> None:
    upgrade(of_before)
    (activation,) = asked(of_before, "SELECT * FROM live.activation")
    needs = asked(of_before, "SELECT * FROM live.need WHERE activation_id IS NOT NULL")
    assert {(one["label"], one["quantity"]) for one in activation["asks"]} == {
        (need["label"], need["quantity"]) for need in needs
    }
    assert {need["asked_by"][0]["activation_id"] for need in needs} == {str(activation["id"])}
    tasks = asked(of_before, "SELECT * FROM live.task")
    assert all(one["limit_s"] > 0 and one["ref"] for one in tasks)


def test_numbers_go_on_and_rights_are_in_force_after_an_upgrade(of_before: str) -> None:
    (last,) = asked(of_before, "SELECT max(number) AS number FROM live.proposal")
    upgrade(of_before)
    with psycopg.connect(of_before) as connection:
        given = connection.execute(
            "SELECT nextval(pg_get_serial_sequence('live.proposal', 'number'))"
        ).fetchone()
        connection.execute('SET ROLE "muster_world_live"')
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM live.event")
    assert given is not None
    assert given[0] > last["number"]
    assert asked(of_before, "SELECT 1 FROM pg_namespace WHERE nspname LIKE '%\\_before'") == []


def test_a_database_with_every_table_is_left_as_it_is(committed_url: str) -> None:
    with psycopg.connect(committed_url) as connection:
        was = connection.execute("SELECT 'live.lot'::regclass::oid").fetchone()
        connection.execute("UPDATE shared.alembic_version SET version_num = '0001'")
    upgrade(committed_url)
    with psycopg.connect(committed_url) as connection:
        stayed = connection.execute("SELECT 'live.lot'::regclass::oid").fetchone()
    assert stayed == was
