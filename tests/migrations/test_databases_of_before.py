"""A database that an earlier 0001 made, and people worked in, comes to the newest schema whole.

The file holds a thinned-out demo city as the product made it before there were exercises, papers
and alarms: one incident with its response, an accepted proposal, orders on their way.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from app.migrate import drift, upgrade
from app.testing.databases import Address, empty_database
from app.testing.services import Services
from core.db import Database

LIVED_IN = Path(__file__).parent.parent / "data/databases/lived_in_before_exercises.sql.gz"
ROLE_OF_THE_LIVE_WORLD = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_world_live') THEN
    CREATE ROLE "muster_world_live" NOLOGIN NOINHERIT;
  END IF;
END $$
"""
REWRITTEN = {"shared.requirement", "shared.task_template", "shared.run_card"}
COMPLETED = {"data", "picks", "deliveries"}
"""Documents to which is added what their readers know since."""
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


@contextmanager
def closing_database(url: str) -> Iterator[Database]:
    """A database whose connections end with the block."""
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def asked(url: str, query: str) -> Rows:
    """Return what a query finds."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def assert_holds(document: Any, was: Any) -> None:
    """Make sure that everything that was written there is there still."""
    if isinstance(was, dict):
        for name, value in was.items():
            assert_holds(document[name], value)
    elif isinstance(was, list):
        assert len(document) == len(was)
        for one, before in zip(document, was, strict=True):
            assert_holds(one, before)
    else:
        assert document == was


def test_an_upgrade_loses_no_row_and_ends_where_the_models_are(of_before: str) -> None:
    before = everything(of_before)
    assert before["live.order"]
    assert before["live.event"]
    upgrade(of_before)
    after = everything(of_before)
    assert drift(of_before) == []
    for table, rows in before.items():
        if table in REWRITTEN:
            continue
        names = set(rows[0] if rows else {}) - COMPLETED
        kept, was = (
            sorted(repr([row[name] for name in sorted(names)]) for row in some)
            for some in (after[table], rows)
        )
        assert kept == was, table
    was_told = {event["seq"]: event["data"] for event in before["live.event"]}
    for event in after["live.event"]:
        assert_holds(event["data"], was_told[event["seq"]])


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


def test_picture_course_and_proposals_are_read_after_an_upgrade(of_before: str) -> None:
    upgrade(of_before)
    (incident,) = asked(of_before, "SELECT id FROM live.incident WHERE kind = 'hazmat_leak'")
    with closing_database(of_before) as database, Services().door(database) as enter:
        duty = enter("duty")
        for path in (
            "/api/snapshot",
            "/api/events?after=0",
            "/api/proposals",
            "/api/plans",
            f"/api/incidents/{incident['id']}/history",
            f"/api/incidents/{incident['id']}/score",
        ):
            answer = duty.get(path)
            assert answer.status_code == 200, (path, answer.text)
        newest = duty.get("/api/proposals").json()[0]
    assert newest["headline"]["needs"] == len(newest["needs"]) > 0


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
