"""Every write of readiness: asking for a run, working on it, stopping it, what planners set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import LiveWorldOnly, NotFound, require_version
from core.local_time import BEIJING
from core.outbox import Happening, record
from core.visibility import audience
from geo.queries import jurisdiction_at
from plans import events_readiness as events
from plans import queries_readiness as queries
from plans import schemas_readiness as schemas
from plans.errors_readiness import (
    DesignFactUnknown,
    PlaceOutsideArea,
    ReadinessOver,
    ReadinessUnderWay,
)
from plans.facts import BASIC_FACTS, FactValue
from plans.lifecycle_documents import RevisionTrigger
from plans.matching import STANDING, covers
from plans.models import Plan
from plans.models_readiness import ReadinessLine, ReadinessRun, ReadinessSetting, ReadinessWeek
from plans.service_documents import raise_trigger, require_own

RUNS_KEPT = 14
"""Runs whose cases are kept; older runs keep their numbers, and the weeks their trend."""
LEVELS_ZH = {1: "Ⅰ级", 2: "Ⅱ级", 3: "Ⅲ级", 4: "Ⅳ级"}
NIGHT_LASTS_H = 4
"""A night's run that could not begin within these hours is left to the next night."""
_ASKING = 0x4D52_4551  # "MREQ"
_SETTING = 0x4D52_5345  # "MRSE"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:key, hashtext(:plan))")
_TEXT_FACTS = frozenset({"kind", "substance_un", "spill", "container"})


def ask_run(session: Session, actor: Actor) -> schemas.ReadinessRun:
    """Ask for a test of all plans in force; there is one at a time."""
    if actor.world != LIVE:
        raise LiveWorldOnly()
    return queries.run_view(request(session, "asked", actor.name), actor.prefixes)


def request(session: Session, why: str, by_name: str | None) -> ReadinessRun:
    """Enter a run that waits for its worker; of two who ask at once the second is refused."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ASKING})
    standing = queries.under_way(session)
    if standing is not None:
        raise ReadinessUnderWay(number=standing.number)
    row = ReadinessRun(
        why=why,
        state="requested",
        asked_at=clock.now(session),
        asked_by_name=by_name,
        counts={},
        actions=[],
        lost=[],
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    _tell(session, events.ReadinessRequested, row)
    return row


def is_night_due(session: Session, hour: int | None) -> bool:
    """Say whether the night's run is to begin: its hour has come, and it has not been made."""
    if hour is None or queries.under_way(session) is not None:
        return False
    now = clock.now(session).astimezone(BEIJING)
    due = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    due -= timedelta(days=1) if due > now else timedelta(0)
    if now - due >= timedelta(hours=NIGHT_LASTS_H):
        return False
    made = select(ReadinessRun.id).where(
        ReadinessRun.why == "nightly", ReadinessRun.asked_at >= due
    )
    return session.scalar(made.limit(1)) is None


def cancel_run(session: Session, actor: Actor, run_id: UUID) -> schemas.ReadinessRun:
    """Stop a run: one that waits at once, one that works as soon as it looks up."""
    row = queries.find_run(session, run_id, lock=True)
    if row.state not in queries.OPEN:
        raise ReadinessOver(number=row.number, state=row.state)
    if row.state == "requested":
        row.cancel_asked = True
        end_run(session, row, "cancelled")
    elif not row.cancel_asked:
        row.cancel_asked = True
        _tell(session, events.ReadinessStopping, row)
    return queries.run_view(row, actor.prefixes)


def begin_run(session: Session, run_id: UUID) -> bool:
    """Take a run on, also one that was interrupted; False where it has ended meanwhile."""
    row = queries.find_run(session, run_id, lock=True)
    if row.state not in queries.OPEN or row.cancel_asked:
        if row.state in queries.OPEN:
            end_run(session, row, "cancelled")
        return False
    row.state, row.started_at = "running", clock.now(session)
    row.done, row.total, row.stage = 0, None, "reading"
    session.execute(delete(ReadinessLine).where(ReadinessLine.run_id == row.id))
    _tell(session, events.ReadinessStarted, row)
    return True


def note_progress(session: Session, run_id: UUID, stage: str, done: int, total: int | None) -> bool:
    """Write down how far a run is; False where it is to stop. No event: the page asks."""
    row = queries.find_run(session, run_id, lock=True)
    row.stage, row.done, row.total = stage, done, total
    return row.state == "running" and not row.cancel_asked


def finish_run(
    session: Session,
    run_id: UUID,
    lines: Sequence[Mapping[str, Any]],
    outcome: Mapping[str, Any],
) -> ReadinessRun:
    """Store what came out, keep the week, tell everybody, and say which plans were lost.

    A run that has ended meanwhile, worked on by two after a lost connection, stays as it is.
    """
    row = queries.find_run(session, run_id, lock=True)
    if row.state not in queries.OPEN:
        return row
    before = queries.newest_done(session, before=row.number)
    if lines:
        session.execute(insert(ReadinessLine), [dict(line) | {"run_id": row.id} for line in lines])
    for name, value in outcome.items():
        setattr(row, name, value)
    row.lost = lost_since(session, before, lines) if before is not None else []
    _keep_week(session, lines, clock.now(session))
    end_run(session, row, "done")
    if row.lost:
        codes = {one["jurisdiction_code"] for one in row.lost}
        _tell(session, events.ReadinessLostIt, row, also=codes)
        _call_for_revision(session, row, lines)
    _forget_lines(session)
    return row


def fail_run(session: Session, run_id: UUID, trouble: str) -> None:
    """Store why a run could not be carried out."""
    row = queries.find_run(session, run_id, lock=True)
    if row.state in queries.OPEN:
        row.trouble = trouble
        end_run(session, row, "failed")


def stop_run(session: Session, run_id: UUID) -> None:
    """End a run that was asked to stop."""
    row = queries.find_run(session, run_id, lock=True)
    if row.state in queries.OPEN:
        end_run(session, row, "cancelled")


def _call_for_revision(
    session: Session, row: ReadinessRun, lines: Sequence[Mapping[str, Any]]
) -> None:
    """Say of each plan that was lost that it should be looked at again, and why."""
    ids = {line["plan_code"]: line["plan_id"] for line in lines}
    for code in sorted({one["plan_code"] for one in row.lost}):
        lost = [one for one in row.lost if one["plan_code"] == code]
        because = {"code": "readiness_lost", "run": row.number, "lost": lost[:20]}
        why, plan_id = _told(row.number, lost), ids[code]
        kind = RevisionTrigger.RESOURCES_CHANGED
        raise_trigger(session, plan_id, kind, because, text=why, source="readiness")


def _told(number: int, lost: Sequence[Mapping[str, Any]]) -> str:
    """The reason as people read it: which level where, and what is missing there."""
    parts = [
        f"{LEVELS_ZH[one['response_level']]}（{one['jurisdiction_name']}）缺“{one['label']}”"
        for one in lost[:5]
    ]
    more = f" 等 {len(lost)} 处" if len(lost) > 5 else ""
    return f"第 {number} 次预案就绪度检查：{'；'.join(parts)}{more}"


_ENDED: Mapping[str, type[Happening]] = {
    "done": events.ReadinessFinished,
    "failed": events.ReadinessFailed,
    "cancelled": events.ReadinessCancelled,
}


def end_run(session: Session, row: ReadinessRun, state: str) -> None:
    """Bring a run to one of its ends and tell everybody."""
    row.state, row.ended_at = state, clock.now(session)
    row.stage = ""
    _tell(session, _ENDED[state], row)


def lost_since(
    session: Session, before: ReadinessRun, lines: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the plans, levels and districts that held at the run before and fall short now."""
    query = select(
        ReadinessLine.plan_code, ReadinessLine.response_level, ReadinessLine.spot_key
    ).where(ReadinessLine.run_id == before.id, ReadinessLine.state == "met")
    held = {tuple(row) for row in session.execute(query)}
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    for line in lines:
        key = line["plan_code"], line["response_level"], line["spot_key"]
        where = line["plan_code"], line["response_level"], line["jurisdiction_code"][:6]
        if line["state"] == "short" and key in held and where not in found:
            found[where] = _lost(line)
    names = _names(session, {where[2] for where in found})
    return [
        one | {"jurisdiction_code": where[2], "jurisdiction_name": names.get(where[2], where[2])}
        for where, one in sorted(found.items())
    ]


def _lost(line: Mapping[str, Any]) -> dict[str, Any]:
    short = next(one for one in line["asked"] if one["missing"])
    return {
        "plan_code": line["plan_code"],
        "plan_title": line["plan_title"],
        "plan_title_en": line["plan_title_en"],
        "response_level": line["response_level"],
        "label": short["label"],
        "label_en": short["label_en"],
        "missing": short["missing"],
    }


def _names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    return {one.code: one.name for one in queries.areas(session, sorted(codes))}


def _keep_week(session: Session, lines: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Keep how every plan stood in the week; a later run of the week takes its place."""
    week = now.astimezone(BEIJING).date()
    week -= timedelta(days=week.weekday())
    counted: dict[tuple[str, int, str], list[bool]] = {}
    for line in lines:
        key = line["plan_code"], line["response_level"], line["jurisdiction_code"][:6]
        counted.setdefault(key, []).append(line["state"] in ("met", "empty"))
    session.execute(delete(ReadinessWeek).where(ReadinessWeek.week == week))
    rows = [
        {
            "plan_code": plan,
            "response_level": level,
            "jurisdiction_code": area,
            "week": week,
            "cases": len(states),
            "met": sum(states),
            "at": now,
        }
        for (plan, level, area), states in counted.items()
    ]
    if rows:
        session.execute(insert(ReadinessWeek), rows)


def _forget_lines(session: Session) -> None:
    """Let go of the cases of old runs; their numbers stay."""
    kept = (
        select(ReadinessRun.id)
        .where(ReadinessRun.state == "done")
        .order_by(ReadinessRun.number.desc())
        .limit(RUNS_KEPT)
    )
    session.execute(delete(ReadinessLine).where(ReadinessLine.run_id.not_in(kept)))


def set_setting(
    session: Session,
    actor: Actor,
    plan_code: str,
    seen: int | None,
    wanted: schemas.ReadinessSettingIn,
) -> schemas.ReadinessSetting:
    """Set where a plan is tested and with which incidents, for the plans of one's own area."""
    plan = _plan(session, plan_code)
    require_own(actor, plan.jurisdiction_code)
    session.execute(_ONE_AT_A_TIME, {"key": _SETTING, "plan": plan_code})
    current = queries.setting(session, plan_code)
    require_version(seen, current.version, current.model_dump(mode="json"))
    places = [_place(session, plan, one) for one in wanted.places]
    cases: dict[str, Any] = {level: _facts(facts) for level, facts in wanted.cases.items() if facts}
    row = session.get(ReadinessSetting, plan_code) or ReadinessSetting(
        plan_code=plan_code, version=0
    )
    row.places, row.cases = places, cases
    row.changed_at, row.changed_by_name = clock.now(session), actor.name
    row.version = current.version + 1
    session.add(row)
    session.flush()
    done = queries.setting(session, plan_code)
    told = events.ReadinessSettingChanged(readiness_setting=done)
    record(session, told, audience=audience(plan.jurisdiction_code))
    return done


def _plan(session: Session, plan_code: str) -> Plan:
    query = select(Plan).where(Plan.code == plan_code).order_by(Plan.edition.desc())
    found = list(session.scalars(query))
    standing = [one for one in found if one.status in STANDING]
    if not found:
        raise NotFound(noun="plan", field="plan_code")
    return (standing or found)[0]


def _place(session: Session, plan: Plan, one: schemas.ReadinessPlaceIn) -> dict[str, Any]:
    code = jurisdiction_at(session, one.position.lon, one.position.lat)
    if code is None or not covers(plan.jurisdiction_code, code):
        raise PlaceOutsideArea(field="places", name=one.name, plan=plan.code)
    return {
        "name": one.name,
        "jurisdiction_code": code,
        "lon": one.position.lon,
        "lat": one.position.lat,
    }


def _facts(facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    for name, value in facts.items():
        is_text = isinstance(value, str)
        if name not in BASIC_FACTS or is_text != (name in _TEXT_FACTS):
            raise DesignFactUnknown(field="cases", fact=name)
    return dict(facts)


def _tell(session: Session, kind: Any, row: ReadinessRun, also: Iterable[str] = ()) -> None:
    """Record what happened to a run, for the areas of all plans in force."""
    row.version += 1
    session.flush()
    codes = set(session.scalars(select(Plan.jurisdiction_code).where(Plan.status.in_(STANDING))))
    record(session, kind(readiness=queries.run_view(row)), audience=audience(*codes, *also))
