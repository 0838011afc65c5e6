"""A plan that does not say what it needs is unknown, never ready; an interrupted test is resumed."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import OperationalError

from app.readiness import RunJob
from app.testing.services import Services
from core.config import Environment, Settings
from core.db import Database
from core.models import Event
from geo.road_book import RoadBook
from plans import queries_readiness, service_readiness
from plans.models import Plan, Requirement, RunCard
from plans.models_readiness import ReadinessLine

SETTINGS = Settings(environment=Environment.TEST, readiness_places=1)
Told = Callable[[str, int, int], None]


def tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Nobody listens."""


def ask(database: Database) -> UUID:
    with database.transaction() as session:
        return service_readiness.request(session, "nightly", None).id


def work(database: Database, run_id: UUID, told: Told = tell_nobody) -> str:
    return RunJob(database, RoadBook(None, Path("unused")), SETTINGS, run_id, told).run()


def codes(database: Database) -> list[str]:
    with database.picture() as session:
        return list(session.scalars(select(Plan.code).order_by(Plan.code).distinct()))


def test_a_plan_without_cards_or_whose_cards_ask_for_nothing_is_unknown_and_not_ready(
    city: Database, services: Services
) -> None:
    bare, silent = codes(city)[:2]
    with city.transaction() as session:
        of_bare, of_silent = (
            RunCard.plan_id.in_(select(Plan.id).where(Plan.code == code)) for code in (bare, silent)
        )
        session.execute(delete(RunCard).where(of_bare))
        cards = select(RunCard.id).where(of_silent)
        session.execute(delete(Requirement).where(Requirement.run_card_id.in_(cards)))
    assert work(city, ask(city)) == "done"
    with services.door(city, SETTINGS) as enter:
        told = enter("planner").get("/api/plan-readiness").json()
        path = f"/api/plan-readiness/runs/{told['run']['id']}/export?language=en"
        table = csv.DictReader(io.StringIO(enter("planner").get(path).text.removeprefix("\ufeff")))
    for code, levels in ((bare, 1), (silent, 4)):
        cells = [one for one in told["cells"] if one["plan_code"] == code]
        assert len(cells) == 13
        assert {(one["standing"], one["held_to"]) for one in cells} == {("open", None)}
        assert {len(one["levels"]) for one in cells} == {levels}
        [row] = [one for one in told["plans"] if one["plan_code"] == code]
        assert row["met"] == 0
    written = [row for row in table if row["plan code"] == bare]
    assert {(one["outcome"], one["quantity"], one["within (min)"]) for one in written} == {
        ("unknown", "", "")
    }
    whole = {
        one["plan_code"]
        for one in told["plans"]
        if one["met"] == one["cases"] and one["plan_code"] not in (bare, silent)
    }
    assert told["run"]["counts"]["plans_whole"] == len(whole)


def test_a_test_that_loses_the_database_is_left_to_be_begun_again(city: Database) -> None:
    def lose(stage: str, _done: int, _total: int) -> None:
        if stage == "actions":
            with city.engine.connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    run_id = ask(city)
    with pytest.raises(OperationalError):
        work(city, run_id, lose)
    with city.picture() as session:
        left = queries_readiness.under_way(session)
        assert left is not None
        assert (left.id, left.state) == (run_id, "running")
    assert work(city, run_id) == "done"


def test_a_test_that_two_worked_on_ends_once(city: Database) -> None:
    def overtake(stage: str, _done: int, _total: int) -> None:
        if stage == "storing":
            assert work(city, run_id) == "done"

    run_id = ask(city)
    work(city, run_id, overtake)
    with city.picture() as session:
        kinds = session.scalars(select(Event.kind).where(Event.kind == "readiness.finished")).all()
        lines = session.scalars(select(ReadinessLine.id).where(ReadinessLine.run_id == run_id))
        run = queries_readiness.find_run(session, run_id)
        assert len(kinds) == 1
        assert run.counts["cases"] == len(lines.all())
