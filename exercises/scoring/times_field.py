"""Times of orders: received within the site's limit, turned out as declared, there as promised.

Turning out is due when the team's own declared time has passed after the last moment at which the
order had to be received. Arrival is due at the time promised when the order was given, plus the
slip that the site allows. An order that ended before is called off.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from exercises.schemas_score import TimeRow
from exercises.scoring.log import Log, Record, Told, first, instant, must, uuid_of, words
from exercises.scoring.times import Clock, row

ENDED = ("declined", "recalled", "turned_back", "redirected")
"""States with which an order ends although it was not carried out."""
_STEPS = {
    "acknowledge": ("acknowledged_at", "受领", "received"),
    "turn_out": ("departed_at", "出动", "turned out"),
    "arrival": ("arrived_at", "到场", "on scene"),
}


def order_rows(log: Log) -> list[TimeRow]:
    """Return three times of every order that was given in this log."""
    histories = log.histories("order").values()
    return [
        found
        for history in histories
        if history[0].kind == "order.issued"
        for found in _rows(log, history)
    ]


def _rows(log: Log, history: Sequence[Told]) -> Iterator[TimeRow]:
    ended = next((one for one in history if has_ended(one.record)), None)
    for code, due_at in _dues(log, history[0].record).items():
        yield _row(log, history, code, due_at, ended)


def has_ended(order: Record) -> bool:
    """Say whether an order ended before it was carried out."""
    if order["state"] in ENDED:
        return True
    return order["state"] == "closed" and order["arrived_at"] is None


def _dues(log: Log, order: Record) -> dict[str, datetime | None]:
    """Return by when an order was to be received, on its way and there, as promised by it."""
    issued_at, eta_at = must(order["issued_at"]), instant(order["eta_at"])
    receive = timedelta(seconds=log.limits.acknowledge_s)
    if eta_at is None or order["travel_s"] is None:
        return {"acknowledge": issued_at + receive, "turn_out": None, "arrival": None}
    declared = max(eta_at - timedelta(seconds=order["travel_s"]), issued_at)
    slip = timedelta(seconds=log.limits.slip_s)
    return {
        "acknowledge": issued_at + receive,
        "turn_out": declared + receive,
        "arrival": eta_at + slip,
    }


def _row(
    log: Log, history: Sequence[Told], code: str, due_at: datetime | None, ended: Told | None
) -> TimeRow:
    last = history[-1].record
    key, zh, en = _STEPS[code]
    done_at = instant(last[key])
    off = done_at is None and ended is not None and (due_at is None or ended.at <= due_at)
    who = last["team_name"] or last["truck_plate"] or last["depot_name"] or ""
    told = first(history, key) if done_at is not None else ended
    named: dict[str, Any] = {
        "key": f"{code}:{history[0].id}",
        "group": "field",
        "code": code,
        "title": words(
            f"第{last['number']}号指令{zh}（{who}）", f"Order {last['number']} {en} ({who})"
        ),
        "who": words(who),
        "subject_id": uuid_of(history[0].id),
        "incident_id": last["incident_id"],
        "left_out": "called_off" if off else None,
    }
    clock = Clock(must(last["issued_at"]), due_at, done_at)
    return row(log, clock, [history[0], told], **named)
