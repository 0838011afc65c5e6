"""Gives an exercise its injects: by the clock, on conditions or by hand, in the order of due times.

One that cannot be carried out leaves the world as it was and is told to the director with why; it
can be given again. What follows it waits meanwhile.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from core import clock
from core.db import is_lost_connection
from core.errors import DomainError, named
from core.models import Seat
from core.outbox import undone_together
from exercises import queries_injects
from exercises.events_injects import InjectFailed, InjectGiven, InjectJudged
from exercises.giving_doing import SYSTEM_ID, SYSTEM_NAME, incident_of, moved, perform, read_doing
from exercises.giving_judging import Fact, first_held_at
from exercises.giving_measures import measures
from exercises.giving_play import Play, playing
from exercises.giving_telling import tell
from exercises.injects import Due, Measures, due, holds, planned_at
from exercises.models_injects import Inject
from exercises.queries import scenario_of
from exercises.roles_left import standing_in
from exercises.scenario import Expected, Trigger
from exercises.scenario import Inject as Scripted

__all__ = [
    "enter",
    "give",
    "incident_of",
    "one_at_a_time",
    "plan_anew",
    "playing",
    "row_of",
    "step",
]

logger = logging.getLogger("muster.exercises")
_GIVING = 0x4D55_4956  # "MUIV"


@dataclass(frozen=True)
class Row:
    """An inject as the pure rules see it."""

    id: str
    trigger: Trigger


def step(session: Session) -> None:
    """Give what is due by now, then judge what was expected; nothing unless the exercise runs."""
    play = playing(session)
    if play is None or play.state != "running":
        return
    session.info.update(actor_id=SYSTEM_ID, actor_name=SYSTEM_NAME)
    enter(session)
    counted = _Counted(session, play)
    _give_due(session, play, counted)
    _judge(session, play, counted)


def enter(session: Session) -> None:
    """Enter the injects of the scenario as waiting, in their order, on the day of the play."""
    scripted = select(Inject.id).where(Inject.ad_hoc.is_(False)).limit(1)
    if session.scalar(scripted) is not None:
        return
    scenario, play = scenario_of(session, session.info["world"]), playing(session)
    if scenario is None or play is None:
        return
    for position, one in enumerate(scenario.injects):
        row = row_of(one, position, ad_hoc=False)
        row.doing = moved(row.doing, play.shift)
        session.add(row)
    plan_anew(session)


def one_at_a_time(session: Session) -> None:
    """Wait until nobody else in this world gives or rewrites injects; first of all locks."""
    lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(:world))")
    session.execute(lock, {"key": _GIVING, "world": session.info["world"]})


def row_of(one: Scripted, position: int, *, ad_hoc: bool) -> Inject:
    """Return a scripted inject as it waits in the world."""
    told = one.model_dump(mode="json", exclude_unset=True)
    return Inject(
        ref=one.id,
        position=position,
        ad_hoc=ad_hoc,
        trigger=told["trigger"],
        doing=told["doing"],
        roles=list(one.to),
        hidden=one.hidden,
        expected=told.get("expected", []),
        state="waiting",
        watches=bool(one.trigger.when),
        result={},
        verdicts=[],
        pending=False,
    )


def plan_anew(session: Session) -> None:
    """Foretell by the clock when each waiting inject is due, after something changed."""
    session.flush()
    rows = list(session.scalars(select(Inject).order_by(Inject.position)))
    given = {one.ref: one.passed_s for one in rows if one.passed_s is not None}
    waiting = [one for one in rows if one.state in ("waiting", "failed")]
    foretold = planned_at([_row(one) for one in waiting], given)
    for one in waiting:
        one.due_s = foretold[one.ref]
    session.flush()


def _row(one: Inject) -> Row:
    return Row(one.ref, Trigger.model_validate(one.trigger))


class _Counted:
    """What the world measures and its log says, read when first asked and after something came."""

    def __init__(self, session: Session, play: Play) -> None:
        self.session = session
        self.play = play
        self.found: Measures | None = None
        self.told: list[Fact] | None = None

    def now(self) -> Measures:
        if self.found is None:
            self.found = measures(self.session)
        return self.found

    def facts(self) -> list[Fact]:
        if self.told is None:
            self.told = queries_injects.facts(self.session, self.play)
        return self.told

    def anew(self) -> None:
        self.session.flush()
        self.found = self.told = None


def _give_due(session: Session, play: Play, counted: _Counted) -> None:
    """Give what is due, the earliest first; after each, what waited for it may be the next.

    The director may have put off meanwhile what was due: it is read again once nobody else writes.
    """
    waiting = _waiting(session, play)
    if not waiting or _next(play, waiting, _passed(session), counted) is None:
        return
    one_at_a_time(session)
    counted.anew()
    waiting, given, came = _waiting(session, play), _passed(session), 0
    while one := _next(play, waiting, given, counted):
        row = give(session, play, waiting.pop(one.id).id, one.at_s)
        if row is not None and row.passed_s is not None:
            given[row.ref] = row.passed_s
        counted.anew()
        came += 1
    if came:
        plan_anew(session)


def _waiting(session: Session, play: Play) -> dict[str, Inject]:
    """Return the injects as they stand now that may be due."""
    query = select(Inject).where(
        Inject.state == "waiting", or_(Inject.due_s <= play.elapsed_s, Inject.watches)
    )
    fresh = query.order_by(Inject.position).execution_options(populate_existing=True)
    return {one.ref: one for one in session.scalars(fresh)}


def _next(
    play: Play, waiting: Mapping[str, Inject], given: Mapping[str, int], counted: _Counted
) -> Due | None:
    watches = any(one.watches for one in waiting.values())
    known = counted.now() if watches else {}
    found = due((_row(one) for one in waiting.values()), play.elapsed_s, given, known)
    return found[0] if found else None


def _passed(session: Session) -> dict[str, int]:
    query = select(Inject.ref, Inject.passed_s).where(Inject.passed_s.is_not(None))
    return {ref: passed_s for ref, passed_s in session.execute(query) if passed_s is not None}


def give(
    session: Session, play: Play, inject_id: UUID, at_s: int, by_name: str = SYSTEM_NAME
) -> Inject | None:
    """Carry out an inject that waits or failed, and tell it; None if somebody was quicker."""
    query = select(Inject).where(Inject.id == inject_id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    if row.state not in ("waiting", "failed"):
        return None
    row.version += 1
    try:
        with undone_together(session):
            result = perform(session, play, read_doing(row.doing))
    except Exception as error:
        if is_lost_connection(error):
            raise
        _fail(session, play, row, error)
        return row
    row.roles = [*row.roles, *_standing_in(session, row)]
    _given(session, play, row, result)
    row.passed_s, row.given_at, row.given_by_name = at_s, clock.now(session), by_name
    session.flush()
    tell(session, play, row, InjectGiven)
    return row


def _standing_in(session: Session, row: Inject) -> list[str]:
    seats = select(Seat.role).where(Seat.world == session.info["world"]).distinct()
    return standing_in(queries_injects.told_roles(row), session.scalars(seats).all())


def _given(session: Session, play: Play, row: Inject, result: Mapping[str, Any]) -> None:
    row.state, row.trouble, row.result = "given", None, dict(result)
    named = result.get("incident_id")
    row.incident_id = UUID(named) if named else None
    row.verdicts = [{"state": "open", "at_s": None} for _one in row.expected]
    row.pending = any(one.get("when") for one in row.expected)


def _fail(session: Session, play: Play, row: Inject, error: Exception) -> None:
    """Keep why it could not be given; the director hears of it and may give it again."""
    if isinstance(error, DomainError):
        told = {"code": error.code, "zh": error.message("zh-CN"), "en": error.message("en")}
    else:
        logger.error("inject %s failed in %s", row.ref, play.world, exc_info=error)
        name = named(error)
        told = {"code": "unexpected", "zh": f"系统错误：{name}", "en": f"System error: {name}"}
    row.state, row.trouble = "failed", told
    session.flush()
    tell(session, play, row, InjectFailed)


def _judge(session: Session, play: Play, counted: _Counted) -> None:
    """Settle the expectations that came about by now or whose time is over."""
    rows = list(session.scalars(select(Inject).where(Inject.pending).order_by(Inject.position)))
    for row in rows:
        verdicts = [_verdict(play, row, number, counted) for number in range(len(row.expected))]
        if verdicts == row.verdicts:
            continue
        row.verdicts = verdicts
        row.pending = any(
            verdict["state"] == "open" and wanted.get("when")
            for verdict, wanted in zip(verdicts, row.expected, strict=True)
        )
        row.version += 1
        session.flush()
        tell(session, play, row, InjectJudged)


def _verdict(play: Play, row: Inject, number: int, counted: _Counted) -> dict[str, Any]:
    before: dict[str, Any] = row.verdicts[number]
    wanted = Expected.model_validate(row.expected[number])
    if before["state"] != "open" or not wanted.when or row.given_at is None:
        return before
    given_s = play.second_of(row.given_at)
    until_s = None if wanted.within_s is None else given_s + wanted.within_s
    is_over = until_s is not None and play.elapsed_s >= until_s
    if not is_over and not holds(wanted.when, play.elapsed_s, counted.now()):
        return before
    last_s = play.elapsed_s if until_s is None else min(until_s, play.elapsed_s)
    at_s = first_held_at(wanted.when, counted.facts(), given_s, last_s)
    if at_s is None and is_over:
        return {"state": "missed", "at_s": None}
    return {"state": "met", "at_s": play.elapsed_s if at_s is None else at_s}
