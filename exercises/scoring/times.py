"""Times that the law, plans and needs set: due, done, met or late; read from the log alone.

Statutory: each hop of the report chain (Order 493 arts. 9 to 11, ``incidents.reporting``), by its
own clock. Plan: each task of a run card. Need: everything that was asked for, there in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exercises.schemas_injects import Wording
from exercises.schemas_score import TimeRow, Verdict
from exercises.scoring.log import (
    Log,
    Record,
    Told,
    first,
    instant,
    must,
    refs,
    seconds,
    uuid_of,
    words,
)

TIERS = {
    "unit": ("事发单位", "unit"),
    "county": ("县级", "county"),
    "city": ("市级", "city"),
    "province": ("省级", "province"),
    "state_council": ("国务院主管部门", "State Council department"),
}
_UPWARDS = tuple(TIERS)


@dataclass(frozen=True, slots=True)
class Clock:
    """When something was to be done, and when it was."""

    began_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None


def judged(clock: Clock, until_at: datetime) -> tuple[Verdict, int | None]:
    """Return whether a time was kept by a moment, and by how much it was not."""
    if clock.due_at is None:
        return "unknown", None
    if clock.done_at is not None:
        late_s = seconds(clock.done_at, clock.due_at)
        return ("late", late_s) if clock.done_at > clock.due_at else ("met", None)
    if until_at > clock.due_at:
        return "missed", seconds(until_at, clock.due_at)
    return "not_due", None


def row(log: Log, clock: Clock, told: Sequence[Told | None], **known: Any) -> TimeRow:
    """Return one line of times; what a kind of line does not have is left unknown."""
    verdict, late_s = judged(clock, log.until_at)
    limit_s = None
    if clock.began_at is not None and clock.due_at is not None:
        limit_s = seconds(clock.due_at, clock.began_at)
    incident_id = known.pop("incident_id", None)
    plain: dict[str, Any] = dict.fromkeys(("who", "source", "left_out", "counted_with"))
    return TimeRow.model_validate(
        plain
        | {
            "incident_id": uuid_of(incident_id),
            "incident_title": log.title_of(incident_id),
            "began_at": clock.began_at,
            "limit_s": limit_s,
            "due_at": clock.due_at,
            "done_at": clock.done_at,
            "verdict": verdict,
            "late_s": late_s,
            "events": refs(told),
        }
        | known
    )


def report_rows(log: Log) -> list[TimeRow]:
    """Return every hop of every report chain; hops below who received the call are not counted."""
    found = []
    for history in log.histories("incident").values():
        last = history[-1].record
        received = _UPWARDS.index(last["received_by"])
        for step in last["report_steps"]:
            others = _UPWARDS.index(step["from_level"]) < received
            found.append(_report_row(log, history, step, others=others))
    return found


def _report_row(log: Log, history: Sequence[Told], step: Record, *, others: bool) -> TimeRow:
    sent = next((one for one in history if _is_sent(one.record, step["id"])), None)
    clock = Clock(must(step["started_at"]), must(step["due_at"]), instant(step["sent_at"]))
    zh_from, en_from = TIERS[step["from_level"]]
    zh_to, en_to = TIERS[step["to_level"]]
    return row(
        log,
        clock,
        [history[0], sent],
        key=f"report:{step['id']}",
        group="statutory",
        code="report_step",
        title=words(f"{zh_from}向{zh_to}报告", f"Report from {en_from} to {en_to}"),
        who=words(zh_from, en_from),
        source=step["source"],
        subject_id=uuid_of(step["id"]),
        incident_id=history[0].id,
        left_out="duty_of_others" if others else None,
    )


def _is_sent(record: Record, step_id: str) -> bool:
    return any(
        one["id"] == step_id and one["sent_at"] is not None for one in record["report_steps"]
    )


def task_rows(log: Log) -> list[TimeRow]:
    """Return every task of every response.

    A task that waits for others has no time of its own yet. One that is not needed, or that its
    response ended before, is called off.
    """
    ended = {
        one["id"]: instant(one["ended_at"]) for one in log.last("activation") if one["ended_at"]
    }
    return [
        _task_row(log, history, ended.get(history[-1].record["activation_id"]))
        for history in log.histories("task").values()
    ]


def _task_row(log: Log, history: Sequence[Told], ended_at: datetime | None) -> TimeRow:
    last = history[-1].record
    due_at, settled_at = must(last["due_at"]), instant(last["settled_at"])
    is_open = last["state"] == "open"
    waits = is_open and last["blocked"]
    dropped = last["state"] == "not_needed"
    dropped |= is_open and ended_at is not None and (waits or ended_at <= due_at)
    began_at = due_at - timedelta(seconds=last["limit_s"])
    clock = Clock(None if waits else began_at, None if waits else due_at, settled_at)
    found = row(
        log,
        clock,
        [history[0], first(history, "settled_at") if settled_at else None],
        key=f"task:{history[0].id}",
        group="plan",
        code="task",
        title=words(last["title"], last["title_en"]),
        who=words(last["role_name"], last["role_name_en"]),
        source=None,
        subject_id=uuid_of(history[0].id),
        incident_id=last["incident_id"],
        left_out="called_off" if dropped else None,
    )
    return found.model_copy(update={"verdict": "not_due"}) if waits else found


def need_rows(log: Log) -> list[TimeRow]:
    """Return everything that was asked for: whether all of it was there in time."""
    return [_need_row(log, history) for history in log.histories("need").values()]


def _need_row(log: Log, history: Sequence[Told]) -> TimeRow:
    last, filled = history[-1].record, filled_by(history)
    due_at = must(last["latest_at"])
    ended = next((one for one in history if one.record["state"] != "open"), None)
    off = filled is None and ended is not None and ended.at <= due_at
    clock = Clock(must(last["raised_at"]), due_at, None if filled is None else filled.at)
    return row(
        log,
        clock,
        [history[0], filled or ended],
        key=f"need:{history[0].id}",
        group="need",
        code="need",
        title=asked_words(last),
        source=None,
        subject_id=uuid_of(history[0].id),
        incident_id=last["incident_id"],
        left_out="called_off" if off else None,
    )


def asked_words(need: Record) -> Wording:
    """Return what a need asks for, with how much."""
    amount = need["quantity"]
    return words(f"{need['label']} ×{amount}", f"{need['label_en']} ×{amount}")


def filled_by(history: Sequence[Told]) -> Told | None:
    """Return the word with which all that is asked for had arrived.

    Teams that go home again take nothing away; asking for more than ever was there begins anew.
    """
    found, peak = None, 0
    for one in history:
        there, asked = one.record["arrived"], one.record["quantity"]
        peak = max(peak, there)
        if found is not None and asked > peak:
            found = None
        if found is None and asked <= peak:
            found = one
    return found
