"""What two officers do to an incident at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from app.wiring import register_reactions
from core.auth import Actor
from core.db import LIVE, Database
from core.errors import Conflict, DomainError
from core.grants import Grant
from core.models import Account, Event
from incidents import models, service
from incidents.schemas import IncidentIn, NeedIn, NeedPatch

OFFICERS = 6


@pytest.fixture
def city(city: Database) -> Database:
    """A demo city of the test's own, where what belongs to an incident follows it."""
    register_reactions()
    return city


@pytest.fixture
def officer(city: Database) -> Actor:
    """The duty officer of the city."""
    with city.picture() as session:
        account = session.scalars(select(Account).where(Account.username == "duty")).one()
    return Actor(
        account_id=account.id,
        username="duty",
        name=account.display_name,
        locale="zh-CN",
        team_id=None,
        world=LIVE,
        grants=(Grant("duty_officer", "420100", "武汉市", "4201"),),
        permissions=frozenset(),
        session_id=None,
    )


def report(title: str) -> IncidentIn:
    return IncidentIn.model_validate(
        {
            "kind": "hazmat_leak",
            "title": title,
            "position": {"lon": 114.35, "lat": 30.53},
            "place_name": "三环线",
            "substance_un": "1017",
            "spill": "large",
        }
    )


def at_once(city: Database, works: list[Callable[[Any], Any]]) -> list[Any]:
    """Run each piece of work in a transaction of its own, all at the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[Any], Any]) -> Any:
        try:
            with city.transaction() as session:
                start.wait()
                return work(session)
        except DomainError as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_reports_at_the_same_moment_get_numbers_of_their_own(
    city: Database, officer: Actor
) -> None:
    titles = [f"事件{n}" for n in range(OFFICERS)]
    works = [
        lambda session, title=title: service.report_incident(session, officer, report(title))
        for title in titles
    ]
    incidents = at_once(city, works)
    assert sorted(one.number[-3:] for one in incidents) == [f"{n:03d}" for n in range(1, 7)]
    with city.picture() as session:
        kinds = list(session.scalars(select(Event.kind).order_by(Event.seq)))
    assert kinds.count("incident.reported") == OFFICERS
    assert kinds.count("hazard_area.drawn") == 2 * OFFICERS


def test_changes_based_on_the_same_version_succeed_once(city: Database, officer: Actor) -> None:
    with city.transaction() as session:
        incident = service.report_incident(session, officer, report("事件"))
        wanted = NeedIn(capability_code="lighting", quantity=2, within_s=600)
        need = service.raise_need(session, officer, incident.id, wanted)
    works = [
        lambda session, n=n: service.change_need(
            session, officer, need.id, need.version, NeedPatch(quantity=n)
        )
        for n in range(3, 3 + OFFICERS)
    ]
    answers = at_once(city, works)
    kept = [one for one in answers if not isinstance(one, DomainError)]
    assert len(kept) == 1
    assert {one.code for one in answers if isinstance(one, DomainError)} == {"stale_version"}
    with city.picture() as session:
        assert session.get_one(models.Need, need.id).quantity == kept[0].quantity


def test_a_stand_down_leaves_no_need_open_whatever_is_raised_at_that_moment(
    city: Database, officer: Actor
) -> None:
    with city.transaction() as session:
        incident = service.report_incident(session, officer, report("事件"))
    wanted = NeedIn(capability_code="lighting", quantity=2, within_s=600)
    raising = [
        lambda session: service.raise_need(session, officer, incident.id, wanted)
        for _ in range(OFFICERS)
    ]
    standing_down = [
        lambda session: service.stand_down(session, officer, incident.id, incident.version)
    ]
    answers = at_once(city, raising + standing_down)
    assert all(isinstance(one, Conflict) for one in answers if isinstance(one, DomainError))
    with city.picture() as session:
        states = session.scalars(select(models.Need.state))
        assert "open" not in set(states)
