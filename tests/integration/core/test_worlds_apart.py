"""An exercise is the same system and cannot touch the live picture, even by a wrong query."""

import importlib.util
from types import ModuleType

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError

from app.migrate import FOLDER
from core import clock
from core.db import LIVE, Database
from core.models import Event, World

EXERCISE = "exercise_t1"


def _migration(name: str) -> ModuleType:
    path = next((FOLDER / "versions").glob(f"{name}_*.py"))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def two_worlds(committed: Database) -> Database:
    """A database with the live world and one exercise."""
    with (
        committed.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        _migration("0001").create_world(EXERCISE)
    with committed.transaction() as session:
        at = clock.now(session)
        told = {"kind": "exercise", "title": "演练", "created_at": at}
        session.add(World(name=EXERCISE, clock_at=at, clock_set_at=at, clock_speed=1.0, **told))
    return committed


def _note(database: Database, world: str) -> None:
    with database.transaction(world) as session:
        row = {
            "at": clock.now(session),
            "kind": "log_entry.written",
            "audience": [],
            "data": {},
            "schema": 1,
        }
        session.execute(insert(Event), [row])


def test_each_world_has_the_same_tables(two_worlds: Database) -> None:
    query = text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = :world ORDER BY 1, 2"
    )
    with two_worlds.engine.connect() as connection:
        live = connection.execute(query, {"world": LIVE}).all()
        exercise = connection.execute(query, {"world": EXERCISE}).all()
    assert len(live) > 100
    assert live == exercise


def test_what_is_written_in_an_exercise_stays_there(two_worlds: Database) -> None:
    _note(two_worlds, EXERCISE)
    with two_worlds.picture(EXERCISE) as session:
        assert len(session.scalars(select(Event)).all()) == 1
    with two_worlds.picture(LIVE) as session:
        assert session.scalars(select(Event)).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM live.event",
        "DELETE FROM live.incident",
        "UPDATE shared.account SET disabled_at = NULL",
        "DELETE FROM shared.plan",
        "SELECT 1 FROM shared.api_token",
        "SELECT token_hash FROM shared.sign_in_session",
        "SELECT password_hash FROM shared.account",
        "SELECT failed_attempts, locked_until FROM shared.account",
        "UPDATE shared.world SET clock_speed = 9",
        "INSERT INTO shared.membership SELECT * FROM shared.membership",
    ],
)
def test_an_exercise_may_not_even_look_at_what_is_not_its_own(
    two_worlds: Database, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        two_worlds.transaction(EXERCISE) as session,
    ):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement", ["UPDATE live.event SET kind = 'x'", "DELETE FROM live.event"]
)
def test_what_happened_can_be_neither_changed_nor_removed(
    two_worlds: Database, statement: str
) -> None:
    _note(two_worlds, LIVE)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        two_worlds.transaction(LIVE) as session,
    ):
        session.execute(text(statement))
