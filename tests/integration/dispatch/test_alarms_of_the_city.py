"""Alarms on the demo city: what the watch raises from real orders, needs, reports and stock."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, update

import alarms.service
from alarms.errors import AlarmAcknowledged, LimitWrong
from alarms.kinds import Kind
from alarms.models import Alarm
from alarms.schemas import AcknowledgeManyIn, AlarmLimitsIn, SeenAlarm
from app.alarm_watch import WORKER_KEY, AlarmWatch
from core.config import Environment, Settings
from core.db import LIVE, Database, libpq_url
from core.errors import NotFound, StaleVersion
from core.grants import Grant
from core.models import Event
from dispatch.lifecycle import Step
from dispatch.models import Order
from incidents.models import ReportStep
from resources.models import Lot, TeamCapability


class Watch:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def lookout(city_url: str, watch: Watch) -> Iterator[AlarmWatch]:
    """The watch on a city whose solver is there: somebody holds the worker's lock."""
    database = Database(city_url, clock=watch)
    with psycopg.connect(libpq_url(city_url), autocommit=True) as leader:
        leader.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [WORKER_KEY, LIVE])
        yield AlarmWatch(Settings(environment=Environment.TEST), database, threading.Event())
    database.dispose()


def raise_need(desk: Any, quantity: int = 1, **more: Any) -> Any:
    code = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    return desk.need(desk.incident(**more), capability_code=code, quantity=quantity)


def order_of(desk: Any) -> Any:
    raise_need(desk)
    return desk.accept(desk.solve())[0]


def rows(desk: Any, kind: Kind | None = None) -> list[Alarm]:
    query = select(Alarm).order_by(Alarm.raised_at, Alarm.id)
    return desk.read(query if kind is None else query.where(Alarm.kind == kind.value))


def told(desk: Any) -> list[str]:
    query = select(Event.kind).where(Event.kind.startswith("alarm.")).order_by(Event.seq)
    return desk.read(query)


def test_a_quiet_city_has_no_alarm_at_all(desk: Any, lookout: AlarmWatch) -> None:
    assert not lookout.look()
    assert rows(desk) == []


def test_an_order_not_acknowledged_is_raised_repeated_escalated_and_ends_when_it_is(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    watch.at = order.issued_at
    lookout.look()
    assert rows(desk, Kind.ORDER_UNACKNOWLEDGED) == []
    watch.move(seconds=181)
    lookout.look()
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    assert (alarm.subject, alarm.facts["who"]) == (str(order.id), order.team_name)
    assert alarm.calls == [{"role": "duty_officer", "jurisdiction_code": "420100"}]
    watch.move(seconds=121)
    lookout.look()
    watch.move(seconds=180)
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    assert alarm.repeats == 1
    assert alarm.escalated_at == watch.at
    assert "commander" in {one["role"] for one in alarm.calls}
    desk.step(order, Step.ACKNOWLEDGE)
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    assert alarm.ended_at == watch.at
    mine = ["alarm.raised", "alarm.repeated", "alarm.escalated", "alarm.ended"]
    assert [kind for kind in told(desk) if kind in mine][:4] == mine


def test_a_report_clock_warns_then_runs_out_and_both_end_with_the_report(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    desk.incident()
    watch.at = min(desk.read(select(ReportStep.due_at))) - timedelta(minutes=9)
    lookout.look()
    assert len(rows(desk, Kind.REPORT_DUE)) >= 1
    assert rows(desk, Kind.REPORT_OVERDUE) == []
    watch.move(minutes=9, seconds=1)
    lookout.look()
    [overdue, *_others] = rows(desk, Kind.REPORT_OVERDUE)
    assert overdue.ended_at is None
    due = next(row for row in rows(desk, Kind.REPORT_DUE) if row.subject == overdue.subject)
    assert due.ended_at == watch.at


def test_an_uncovered_need_is_an_alarm_until_teams_are_promised(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    need_id = raise_need(desk)
    watch.at = datetime.now(UTC) + timedelta(minutes=10, seconds=1)
    lookout.look()
    [alarm] = rows(desk, Kind.NEED_UNCOVERED)
    assert (alarm.subject, alarm.facts["committed"]) == (str(need_id), 0)
    desk.accept(desk.solve())
    lookout.look()
    [alarm] = rows(desk, Kind.NEED_UNCOVERED)
    assert alarm.ended_at is not None


def test_a_declined_order_is_an_alarm_until_somebody_else_goes(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    desk.step(order, Step.DECLINE, note="车辆故障")
    watch.at = datetime.now(UTC)
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_DECLINED)
    assert (alarm.facts["note"], alarm.ended_at) == ("车辆故障", None)
    desk.accept(desk.solve())
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_DECLINED)
    assert alarm.ended_at is not None


def test_a_late_arrival_and_a_way_that_is_cut_are_alarms(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    watch.at = datetime.now(UTC)
    lookout.look()
    assert {row.kind for row in rows(desk)} == set()
    with desk.database.transaction() as session:
        slipped = order.eta_at + timedelta(minutes=17)
        session.execute(update(Order).where(Order.id == order.id).values(eta_at=slipped))
    lookout.look()
    [slip] = rows(desk, Kind.ETA_SLIPPED)
    assert slip.facts["slip_s"] == 15 * 60
    with desk.database.transaction() as session:
        lost = {"eta_at": None, "no_way_since": watch.at}
        session.execute(update(Order).where(Order.id == order.id).values(**lost))
    lookout.look()
    assert [row.ended_at is None for row in rows(desk, Kind.WAY_CUT)] == [True]
    assert [row.ended_at is None for row in rows(desk, Kind.ETA_SLIPPED)] == [False]


def test_more_asked_of_an_item_than_is_free_is_an_alarm(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    desk.need(desk.incident(), item_code=_some_item(desk), quantity=1_000_000)
    watch.at = datetime.now(UTC) + timedelta(minutes=3)
    lookout.look()
    [alarm] = rows(desk, Kind.STOCK_SHORT)
    assert alarm.facts["free"] < alarm.facts["wanted"] == 1_000_000


def _some_item(desk: Any) -> str:
    code: str = desk.read(select(Lot.item_code).order_by(Lot.item_code).limit(1))[0]
    return code


def test_a_solver_that_is_gone_is_noticed_while_something_is_to_be_decided(
    desk: Any, city_url: str, watch: Watch
) -> None:
    database = Database(city_url, clock=watch)
    lookout = AlarmWatch(Settings(environment=Environment.TEST), database, threading.Event())
    lookout.look()
    watch.move(minutes=5)
    assert not lookout.look(), "nothing waits for a decision"
    raise_need(desk)
    lookout.look()
    watch.move(seconds=61)
    lookout.look()
    [alarm] = rows(desk, Kind.SOLVER_LOST)
    assert alarm.facts == {"why": "no_worker"}
    with psycopg.connect(libpq_url(city_url), autocommit=True) as leader:
        leader.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [WORKER_KEY, LIVE])
        lookout.look()
    [alarm] = rows(desk, Kind.SOLVER_LOST)
    assert alarm.ended_at is not None
    database.dispose()


def test_an_alarm_is_acknowledged_once_by_name_and_calls_nobody_any_more(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    watch.at = order.issued_at + timedelta(seconds=181)
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    with pytest.raises(StaleVersion), desk.database.transaction() as session:
        alarms.service.acknowledge_alarm(session, desk.duty, alarm.id, 7, "")
    with desk.database.transaction() as session:
        done = alarms.service.acknowledge_alarm(session, desk.duty, alarm.id, 1, "已电话联系")
    assert (done.acknowledged_by_name, done.note) == (desk.duty.name, "已电话联系")
    with pytest.raises(AlarmAcknowledged), desk.database.transaction() as session:
        alarms.service.acknowledge_alarm(session, desk.duty, alarm.id, 2, "")
    watch.move(hours=1)
    before = told(desk)
    lookout.look()
    mine = [kind for kind in told(desk)[len(before) :] if kind != "alarm.raised"]
    assert "alarm.repeated" not in mine
    assert rows(desk, Kind.ORDER_UNACKNOWLEDGED)[0].ended_at is None


def test_a_group_is_acknowledged_at_once_but_for_what_others_did_meanwhile(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    for number in range(3):
        raise_need(desk, lon=114.30 + number / 50)
    desk.accept(desk.solve())
    watch.at = datetime.now(UTC) + timedelta(seconds=181)
    lookout.look()
    first, *others = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    with desk.database.transaction() as session:
        alarms.service.acknowledge_alarm(session, desk.duty, first.id, 1, "")
    wanted = AcknowledgeManyIn(
        alarms=[SeenAlarm(id=one.id, version=1) for one in (first, *others)], note="统一核实"
    )
    with desk.database.transaction() as session:
        done = alarms.service.acknowledge_alarms(session, desk.duty, wanted)
    assert {one.id for one in done.acknowledged} == {one.id for one in others}
    assert [one.id for one in done.passed_over] == [first.id]


def test_an_alarm_of_another_area_is_not_there(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    watch.at = order.issued_at + timedelta(seconds=181)
    lookout.look()
    [alarm] = rows(desk, Kind.ORDER_UNACKNOWLEDGED)
    stranger = replace(desk.duty, grants=(Grant("duty_officer", "430100", "长沙市", "4301"),))
    with pytest.raises(NotFound), desk.database.transaction() as session:
        alarms.service.acknowledge_alarm(session, stranger, alarm.id, 1, "")


def test_limits_are_set_by_name_and_hold_from_the_next_look_on(
    desk: Any, lookout: AlarmWatch, watch: Watch
) -> None:
    order = order_of(desk)
    watch.at = order.issued_at + timedelta(seconds=40)
    lookout.look()
    assert rows(desk) == []
    wanted = AlarmLimitsIn(after_s=30, repeat_s=60, escalate_s=120)
    kind = Kind.ORDER_UNACKNOWLEDGED
    with desk.database.transaction() as session:
        out = alarms.service.set_limits(session, desk.duty, kind, 0, wanted)
    assert (out.after_s, out.shipped["after_s"], out.changed_by_name) == (30, 180, desk.duty.name)
    lookout.look()
    assert len(rows(desk, kind)) == 1
    with pytest.raises(LimitWrong), desk.database.transaction() as session:
        wrong = AlarmLimitsIn(after_s=-30, repeat_s=60, escalate_s=120)
        alarms.service.set_limits(session, desk.duty, kind, 1, wrong)
