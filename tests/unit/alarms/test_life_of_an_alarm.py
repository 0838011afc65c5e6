"""The rules of alarms against a clock that only the test moves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from alarms.kinds import CALLING, DEFAULTS, NOTICES, URGENT, Kind, Limits, may_come_before, severity
from alarms.lifecycle import Cause, Decisions, Post, Standing, calls_for, decide, told_of

THREE = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
CITY = Post("duty_officer", "420100", "4201")
COUNTY = Post("duty_officer", "420111", "420111")
PROVINCE = Post("duty_officer", "420000", "42")
COMMANDER = Post("commander", "420100", "4201")


def silence(number: int = 1, **changes: Any) -> Cause:
    """An order issued at three in the morning that nobody has acknowledged."""
    cause = Cause(
        kind=Kind.ORDER_UNACKNOWLEDGED,
        noun="order",
        subject=f"order-{number}",
        since_at=THREE,
        jurisdiction_code="420111",
        facts={"number": number},
    )
    return replace(cause, **changes)


class Desk:
    """Keeps the alarms that stand, as the database would, and lets time pass."""

    def __init__(self, limits: Mapping[Kind, Limits] = DEFAULTS) -> None:
        self.limits = limits
        self.now = THREE
        self.open: dict[UUID, Standing] = {}

    def look(self, *causes: Cause, after_s: float = 0) -> Decisions:
        self.now += timedelta(seconds=after_s)
        found = decide(self.open.values(), causes, self.limits, self.now)
        for cause in found.raised:
            self._raise(cause)
        for one in (*found.repeated, *found.escalated):
            self.open[one] = replace(self.open[one], called_at=self.now)
        for one in found.escalated:
            self.open[one] = replace(self.open[one], escalated=True)
        for one, cause in found.changed.items():
            self.open[one] = replace(self.open[one], facts=cause.facts)
        for one in found.ended:
            del self.open[one]
        return found

    def _raise(self, cause: Cause) -> None:
        identity = uuid4()
        self.open[identity] = Standing(
            identity, cause.kind, cause.subject, self.now, self.now, False, False, cause.facts
        )

    def acknowledge_all(self) -> None:
        self.open = {one: replace(row, acknowledged=True) for one, row in self.open.items()}


def test_an_order_is_an_alarm_when_its_limit_has_passed_and_not_before() -> None:
    desk = Desk()
    assert not desk.look(silence(), after_s=179)
    assert desk.look(silence(), after_s=1).raised == [silence()]


def test_a_cause_that_stands_has_one_alarm_however_often_one_looks() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    assert not desk.look(silence(), after_s=1)
    assert not desk.look(silence(), after_s=1)
    assert len(desk.open) == 1


def test_an_alarm_calls_again_until_somebody_acknowledges_it() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    assert not desk.look(silence(), after_s=119)
    assert len(desk.look(silence(), after_s=1).repeated) == 1
    assert not desk.look(silence(), after_s=119)
    assert len(desk.look(silence(), after_s=1).repeated) == 1
    desk.acknowledge_all()
    assert not desk.look(silence(), after_s=3600)


def test_an_alarm_that_nobody_acknowledges_goes_one_step_up_once() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    found = desk.look(silence(), after_s=300)
    assert (len(found.escalated), found.repeated) == (1, [])
    later = [desk.look(silence(), after_s=120) for _round in range(5)]
    assert [len(one.escalated) for one in later] == [0] * 5
    assert [len(one.repeated) for one in later] == [1] * 5


def test_an_acknowledged_alarm_is_never_escalated() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    desk.acknowledge_all()
    assert not desk.look(silence(), after_s=86_400)


@pytest.mark.parametrize("acknowledged", [True, False])
def test_an_alarm_ends_by_itself_when_its_cause_is_gone(acknowledged: bool) -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    if acknowledged:
        desk.acknowledge_all()
    assert len(desk.look(after_s=1).ended) == 1
    assert desk.open == {}


def test_a_cause_that_comes_back_raises_a_new_alarm() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    desk.look(after_s=1)
    assert desk.look(silence(), after_s=1).raised == [silence()]


def test_a_flood_raises_each_alarm_once_in_one_look() -> None:
    desk = Desk()
    causes = [silence(number) for number in range(300)]
    assert len(desk.look(*causes, after_s=180).raised) == 300
    assert not desk.look(*causes, after_s=1)
    assert len(desk.look(*causes[:100], after_s=1).ended) == 200


def test_facts_that_changed_are_told_without_calling_again() -> None:
    desk = Desk()
    desk.look(silence(), after_s=180)
    found = desk.look(silence(facts={"number": 1, "who": "二队"}), after_s=5)
    assert len(found.changed) == 1
    assert (found.repeated, found.escalated, found.raised) == ([], [], [])


def test_a_report_about_to_be_due_is_told_ten_minutes_before() -> None:
    due_at = THREE + timedelta(minutes=30)
    due = silence(kind=Kind.REPORT_DUE, since_at=due_at)
    desk = Desk()
    assert not desk.look(due, after_s=20 * 60 - 1)
    assert desk.look(due, after_s=1).raised == [due]


def test_a_slip_that_swings_around_its_limit_neither_ends_nor_raises_each_time() -> None:
    desk = Desk()

    def slip(seconds: int) -> Cause:
        return silence(kind=Kind.ETA_SLIPPED, measure_s=seconds)

    assert not desk.look(slip(599), after_s=1)
    assert len(desk.look(slip(600), after_s=1).raised) == 1
    assert not desk.look(slip(590), after_s=1)
    assert not desk.look(slip(310), after_s=1)
    assert len(desk.look(slip(290), after_s=1).ended) == 1


def test_limits_of_the_site_take_the_place_of_the_shipped_ones() -> None:
    desk = Desk({**DEFAULTS, Kind.ORDER_UNACKNOWLEDGED: Limits(60, 30, 90)})
    assert len(desk.look(silence(), after_s=60).raised) == 1
    assert len(desk.look(silence(), after_s=30).repeated) == 1
    assert len(desk.look(silence(), after_s=60).escalated) == 1


def test_every_kind_has_limits_and_only_one_comes_before_its_moment() -> None:
    assert set(DEFAULTS) == set(Kind)
    early = {kind for kind, limits in DEFAULTS.items() if limits.after_s < 0}
    assert early == {kind for kind in Kind if may_come_before(kind)}
    assert {kind for kind in Kind if severity(kind) == "urgent"} == URGENT


def test_a_notice_is_told_once_and_never_calls_again_or_goes_a_step_up() -> None:
    for kind in NOTICES:
        desk = Desk()
        notice = silence(kind=kind)
        assert desk.look(notice).raised == [notice]
        assert not desk.look(notice, after_s=86_400)
        assert not desk.look(notice, after_s=30 * 86_400)
    assert {kind for kind in Kind if severity(kind) == "notice"} == NOTICES
    assert set(Kind) == CALLING | NOTICES


def test_a_notice_is_not_told_before_its_hour() -> None:
    desk = Desk()
    notice = silence(kind=Kind.DRILL_DUE, since_at=THREE + timedelta(hours=5))
    assert not desk.look(notice)
    assert desk.look(notice, after_s=5 * 3600).raised == [notice]


def test_a_notice_is_for_whoever_keeps_the_plans_of_the_nearest_area() -> None:
    planner = Post("planner", "420100", "4201")
    assert told_of("420106", [CITY, COMMANDER, planner, PROVINCE]) == [planner]
    assert told_of("420111", [COUNTY, planner, COMMANDER]) == [COUNTY], "its own body first"
    assert told_of("420106", [CITY, COMMANDER]) == [COMMANDER]
    assert told_of("430100", [CITY]) == []


def test_the_nearest_duty_desk_at_or_above_the_place_is_called() -> None:
    assert calls_for("420111", [CITY, COUNTY, PROVINCE], escalated=False) == [COUNTY]
    assert calls_for("420106", [CITY, COUNTY, PROVINCE], escalated=False) == [CITY]


def test_a_commander_is_called_where_there_is_no_duty_desk() -> None:
    assert calls_for("420111", [COMMANDER], escalated=False) == [COMMANDER]
    assert calls_for("430111", [COMMANDER, CITY], escalated=False) == []


def test_an_escalated_alarm_calls_the_commander_and_the_desk_above_too() -> None:
    posts = [CITY, COUNTY, PROVINCE, COMMANDER]
    assert calls_for("420111", posts, escalated=True) == [COUNTY, COMMANDER, CITY]
    assert calls_for("420111", [CITY], escalated=True) == [CITY]
