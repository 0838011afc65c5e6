"""Gathers what stands now and may deserve an alarm, out of every part, as plain causes."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import dispatch.queries
import dispatch.queries_alarms
import dispatch.queries_field
import dispatch.triggers
import incidents.queries_alarms
import resources.queries_alarms
from alarms.kinds import Kind
from alarms.lifecycle import Cause
from core import clock
from core.visibility import prefix_of
from dispatch.queries_alarms import WatchedOrder
from incidents.queries_alarms import OpenStep, UncoveredNeed

LOOK_AHEAD = timedelta(hours=1)
STOCK_EVERY = timedelta(seconds=30)
SLIP_TOLD_S = 300
"""A slip is told in steps of five minutes, so that an alarm does not change with every look."""
_LED = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = :key AND objid = hashtext(:world)::oid)"
)


class Lookout:
    """Looks at one world again and again, and remembers what need not be looked up each time."""

    def __init__(self, worker_key: int, solver_budget_s: float) -> None:
        self._worker_key = worker_key
        self._budget = timedelta(seconds=solver_budget_s)
        self._promised: dict[UUID, datetime | None] = {}
        self._unled_since: datetime | None = None
        self._stock: list[Cause] = []
        self._stock_at: datetime | None = None

    def causes(self, session: Session) -> list[Cause]:
        """Return everything that stands now, whatever its limit."""
        now = clock.now(session)
        needs = incidents.queries_alarms.uncovered_needs(session)
        return [
            *_calls_for_help(session),
            *_reports(session, now),
            *self._orders(session),
            *(_need(one) for one in needs),
            *self._solver(session, now),
            *self._stock_for(session, needs, now),
        ]

    def _orders(self, session: Session) -> Iterator[Cause]:
        under_way = dispatch.queries_alarms.orders_under_way(session)
        unknown = [one for one in under_way if one.id not in self._promised]
        found = dispatch.queries_alarms.first_arrivals(session, unknown)
        known = {**self._promised, **found}
        self._promised = {one.id: known[one.id] for one in under_way}
        for one in under_way:
            yield from _order_causes(one, self._promised[one.id])
        for one in dispatch.queries_alarms.declined_orders(session):
            yield _of_order(Kind.ORDER_DECLINED, one, one.ended_at or one.issued_at, note=one.note)
        for one in dispatch.queries_alarms.lapsed_orders(session):
            yield _of_order(Kind.PROMISE_LAPSED, one, one.ended_at or one.issued_at)

    def _solver(self, session: Session, now: datetime) -> Iterator[Cause]:
        """The worker that solves holds a lock as long as it lives; an answer has its time."""
        if not dispatch.triggers.anything_to_decide(session):
            self._unled_since = None
            return
        world = session.info["world"]
        led = session.scalar(_LED, {"key": self._worker_key, "world": world})
        self._unled_since = None if led else self._unled_since or now
        waits = dispatch.queries_alarms.waits_for_answer_since(session)
        if self._unled_since is not None:
            yield _lost(session, world, self._unled_since, "no_worker")
        elif waits is not None and waits + self._budget < now:
            yield _lost(session, world, waits + self._budget, "no_answer")

    def _stock_for(
        self, session: Session, needs: list[UncoveredNeed], now: datetime
    ) -> list[Cause]:
        """Adding up stock costs more than the rest together, so it is done now and then."""
        if self._stock_at is None or now - self._stock_at >= STOCK_EVERY or now < self._stock_at:
            self._stock_at = now
            self._stock = list(_stock(session, needs))
        return self._stock


def _calls_for_help(session: Session) -> Iterator[Cause]:
    for call, incident in dispatch.queries_field.open_calls(session):
        yield Cause(
            kind=Kind.HELP_ASKED,
            noun="field_report",
            subject=str(call.id),
            since_at=call.told_at,
            jurisdiction_code=incident.jurisdiction_code,
            incident_id=incident.id,
            facts={
                "title": incident.title,
                "who": call.team_name or call.by_name,
                "lacking": call.lacking,
                "label": call.label,
                "label_en": call.label_en,
                "quantity": call.quantity,
                "note": call.text,
            },
        )


def _reports(session: Session, now: datetime) -> Iterator[Cause]:
    for one in incidents.queries_alarms.open_steps(session, now + LOOK_AHEAD):
        kind = Kind.REPORT_OVERDUE if one.due_at <= now else Kind.REPORT_DUE
        yield _report(kind, one)


def _report(kind: Kind, one: OpenStep) -> Cause:
    return Cause(
        kind=kind,
        noun="report_step",
        subject=str(one.id),
        since_at=one.due_at,
        jurisdiction_code=one.jurisdiction_code,
        incident_id=one.incident_id,
        facts={
            "title": one.title,
            "from_level": one.from_level,
            "to_level": one.to_level,
            "due_at": one.due_at.isoformat(),
        },
    )


def _order_causes(one: WatchedOrder, promised_at: datetime | None) -> Iterator[Cause]:
    if one.state == "issued":
        yield _of_order(Kind.ORDER_UNACKNOWLEDGED, one, one.issued_at)
    if one.no_way_since is not None:
        yield _of_order(Kind.WAY_CUT, one, one.no_way_since)
    if one.eta_at is None or promised_at is None:
        return
    slip_s = int((one.eta_at - promised_at).total_seconds())
    if slip_s > 0:
        told_s = slip_s // SLIP_TOLD_S * SLIP_TOLD_S
        yield _of_order(
            Kind.ETA_SLIPPED,
            one,
            promised_at,
            measure_s=slip_s,
            promised_at=promised_at.isoformat(),
            slip_s=told_s,
        )


def _of_order(
    kind: Kind,
    one: WatchedOrder,
    since_at: datetime,
    measure_s: int | None = None,
    **facts: str | int | None,
) -> Cause:
    return Cause(
        kind=kind,
        noun="order",
        subject=str(one.id),
        since_at=since_at,
        jurisdiction_code=one.jurisdiction_code,
        incident_id=one.incident_id,
        facts={"number": one.number, "who": one.who, "title": one.title, **facts},
        measure_s=measure_s,
    )


def _need(one: UncoveredNeed) -> Cause:
    return Cause(
        kind=Kind.NEED_UNCOVERED,
        noun="need",
        subject=str(one.id),
        since_at=one.raised_at,
        jurisdiction_code=one.jurisdiction_code,
        incident_id=one.incident_id,
        facts={
            "title": one.title,
            "label": one.label,
            "label_en": one.label_en,
            "quantity": one.quantity,
            "committed": one.committed,
        },
    )


def _lost(session: Session, world: str, since_at: datetime, why: str) -> Cause:
    return Cause(
        kind=Kind.SOLVER_LOST,
        noun="world",
        subject=world,
        since_at=since_at,
        jurisdiction_code=dispatch.queries.dispatching_code(session),
        facts={"why": why},
    )


def _stock(session: Session, needs: list[UncoveredNeed]) -> Iterator[Cause]:
    """Compare what open needs still ask of each item with what is free, and what is to be kept."""
    asked: dict[str, list[UncoveredNeed]] = defaultdict(list)
    for one in needs:
        if one.item_code is not None:
            asked[one.item_code].append(one)
    if not asked:
        return
    code = dispatch.queries.dispatching_code(session)
    prefix = prefix_of(code)
    free = resources.queries_alarms.free_stock(session, prefix, sorted(asked))
    kept = resources.queries_alarms.kept_stock(session, prefix, sorted(asked))
    for item_code, wanting in sorted(asked.items()):
        wanted = sum(one.quantity - one.committed for one in wanting)
        if free[item_code] - wanted < kept.get(item_code, 0):
            yield Cause(
                kind=Kind.STOCK_SHORT,
                noun="item",
                subject=item_code,
                since_at=min(one.raised_at for one in wanting),
                jurisdiction_code=code,
                facts={
                    "item_code": item_code,
                    "free": free[item_code],
                    "wanted": wanted,
                    "kept": kept.get(item_code, 0),
                },
            )
