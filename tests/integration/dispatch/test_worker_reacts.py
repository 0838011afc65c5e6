"""What the worker does when something happens, run step by step in this process."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.worker import Worker
from core.config import Environment, Settings
from core.db import Database
from dispatch.models import Proposal
from geo.models import Closure
from geo.road_book import RoadBook
from resources.models import TeamCapability

AREA = "SRID=4326;POLYGON((114.30 30.50,114.32 30.50,114.32 30.52,114.30 30.52,114.30 30.50))"


class Watch:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def worker(city_url: str, watch: Watch) -> Iterator[Worker]:
    database = Database(city_url, clock=watch)
    worker = Worker(Settings(environment=Environment.TEST), database, RoadBook(None, Path()))
    worker.take_lead()
    yield worker
    worker.solver_process.close()
    database.dispose()


def raise_need(desk: Any, **more: Any) -> Any:
    code = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    return desk.need(desk.incident(**more), capability_code=code, quantity=1)


def proposals(desk: Any) -> list[Proposal]:
    return desk.read(select(Proposal).order_by(Proposal.number))


def test_one_solve_answers_a_burst_of_needs_and_names_what_called_for_it(
    desk: Any, worker: Worker
) -> None:
    needs = [raise_need(desk), raise_need(desk, lon=114.30)]
    worker.catch_up()
    rows = proposals(desk)
    assert [row.state for row in rows] == ["proven"]
    called = [one["facts"]["id"] for one in rows[0].reason if one["code"] == "need.raised"]
    assert called == [str(need) for need in needs]
    worker.catch_up()
    assert len(proposals(desk)) == 1, "nothing happened, so nothing is solved again"


def test_without_anything_to_decide_a_change_of_stock_calls_for_no_proposal(
    desk: Any, worker: Worker
) -> None:
    desk.incident()
    worker.catch_up()
    assert proposals(desk) == []


def test_an_acceptance_is_followed_by_ways_and_a_proposal_that_keeps_the_teams(
    desk: Any, worker: Worker
) -> None:
    raise_need(desk)
    worker.catch_up()
    order = desk.accept(desk.proposal(proposals(desk)[0].id))[0]
    worker.catch_up()
    assert desk.order(order.id).route is not None
    newest = desk.proposal(proposals(desk)[-1].id)
    assert [pick.status for pick in newest.picks] == ["kept"]
    assert newest.picks[0].order_id == order.id


def test_a_closure_that_begins_by_the_clock_calls_for_a_new_proposal(
    desk: Any, worker: Worker, watch: Watch
) -> None:
    raise_need(desk)
    with desk.database.transaction() as session:
        session.add(
            Closure(
                reason="积水",
                kind="flood",
                area=AREA,
                jurisdiction_code="420100",
                valid_from=watch.at + timedelta(hours=1),
                valid_to=watch.at + timedelta(hours=2),
                created_at=watch.at,
                created_by=desk.duty.account_id,
            )
        )
    worker.catch_up()
    watch.at += timedelta(minutes=61)
    worker.catch_up()
    watch.at += timedelta(minutes=60)
    worker.catch_up()
    reasons = [{one["code"] for one in row.reason} for row in proposals(desk)]
    assert reasons[1:] == [{"closure.begun"}, {"closure.ended"}]
    closures = [row.data_age["closures"] for row in proposals(desk)]
    assert closures == [0, 1, 0]


def test_what_cannot_be_served_now_is_shown_with_who_goes_on_to_it_later(
    desk: Any, worker: Worker
) -> None:
    """Two needs want every unit there is; the teams' work has an end, so they go on."""
    total = func.sum(TeamCapability.units)
    scarce = select(TeamCapability.capability_code).group_by(TeamCapability.capability_code)
    code = desk.read(scarce.order_by(total).limit(1))[0]
    units = desk.read(select(total).where(TeamCapability.capability_code == code))[0]
    for number in range(2):
        incident = desk.incident(lon=114.30 + number / 100)
        desk.need(incident, capability_code=code, quantity=int(units), work_s=1800)
    worker.catch_up()
    row = proposals(desk)[-1]
    assert row.shortfalls
    assert row.outlook["later"], row.outlook
    assert all(one["by_s"] is None or one["by_s"] > 1800 for one in row.outlook["later"])
