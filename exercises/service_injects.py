"""Every write of the director and of players about injects: give, skip, put off, make up, read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound, require_version
from core.outbox import Happening
from exercises import giving, queries_injects
from exercises import schemas_injects as schemas
from exercises.errors import (
    InjectPassed,
    NotPossibleNow,
    UnknownIncidentRef,
    UnknownPredecessor,
)
from exercises.events_injects import InjectAdded, InjectChanged, InjectRead, InjectSkipped
from exercises.giving_play import Play, require_play
from exercises.giving_telling import tell
from exercises.models_injects import Inject, InjectReading
from exercises.scenario import Expected, Trigger
from exercises.scenario import Inject as Scripted

UNPASSED = ("waiting", "failed")


def give_now(
    session: Session, actor: Actor, inject_id: UUID, version: int | None
) -> schemas.InjectView:
    """Give an inject at once, whatever it waits for; one that failed is tried again."""
    play, row = _taken(session, inject_id, version)
    giving.give(session, play, row.id, play.elapsed_s, actor.name)
    giving.plan_anew(session)
    return _now(session, play, row)


def skip(
    session: Session, _actor: Actor, inject_id: UUID, version: int | None
) -> schemas.InjectView:
    """Leave an inject out; what waits for it counts from now, as if it had been given."""
    play, row = _taken(session, inject_id, version)
    row.state, row.passed_s, row.trouble = "skipped", play.elapsed_s, None
    return _told(session, play, row, InjectSkipped)


def put_off(
    session: Session, _actor: Actor, inject_id: UUID, version: int | None, by_s: int
) -> schemas.InjectView:
    """Let an inject come so much later; what follows it moves with it."""
    play, row = _taken(session, inject_id, version)
    trigger = dict(row.trigger)
    trigger["delay_s"] = trigger.get("delay_s", 0) + by_s
    if trigger.get("latest_s") is not None:
        trigger["latest_s"] += by_s
    row.trigger = _storable(Trigger.model_validate(trigger))
    return _told(session, play, row, InjectChanged)


def change(
    session: Session,
    _actor: Actor,
    inject_id: UUID,
    version: int | None,
    patch: schemas.InjectPatch,
) -> schemas.InjectView:
    """Write an inject anew before it comes; one that failed waits again."""
    play, row = _taken(session, inject_id, version)
    given = patch.model_fields_set
    if "to" in given and patch.to is not None:
        row.roles = list(patch.to)
    if "hidden" in given and patch.hidden is not None:
        row.hidden = patch.hidden
    if patch.doing is not None:
        row.doing = _storable(patch.doing)
    if patch.trigger is not None:
        row.trigger, row.watches = _storable(patch.trigger), bool(patch.trigger.when)
    if patch.expected is not None:
        row.expected = [_storable(one) for one in patch.expected]
    row.state, row.trouble = "waiting", None
    _require_sound(session, row)
    return _told(session, play, row, InjectChanged)


def add(session: Session, actor: Actor, wanted: schemas.InjectIn) -> schemas.InjectView:
    """Enter an inject that the director makes up; without a trigger it is given at once."""
    play = _open_play(session)
    position = (session.scalar(select(func.max(Inject.position))) or 0) + 1
    made = Scripted(
        id=_next_ref(session),
        trigger=wanted.trigger or Trigger(by_hand=True),
        to=wanted.to,
        doing=wanted.doing,
        hidden=wanted.hidden,
        expected=wanted.expected,
    )
    row = giving.row_of(made, position, ad_hoc=True)
    session.add(row)
    _require_sound(session, row)
    told = _told(session, play, row, InjectAdded)
    return told if wanted.trigger else give_now(session, actor, row.id, row.version)


def read(
    session: Session, actor: Actor, inject_id: UUID, *, understood: bool
) -> schemas.MessageView:
    """Keep that somebody opened what their role was told, once, and that it is understood."""
    play = require_play(session)
    row = session.get(Inject, inject_id)
    if row is None or not queries_injects.is_told(row, actor):
        raise NotFound(noun="inject")
    now = clock.now(session)
    seen = insert(InjectReading).values(
        inject_id=row.id,
        account_id=actor.account_id,
        account_name=actor.name,
        read_at=now,
        understood_at=now if understood else None,
    )
    is_first = session.scalar(seen.on_conflict_do_nothing().returning(InjectReading.account_id))
    reading = session.get_one(InjectReading, (row.id, actor.account_id), with_for_update=True)
    if is_first is not None or (understood and reading.understood_at is None):
        reading.understood_at = reading.understood_at or (now if understood else None)
        session.flush()
        tell(session, play, row, InjectRead)
    return queries_injects.message_view(row, reading)


def _open_play(session: Session) -> Play:
    play = require_play(session)
    if not play.is_open:
        raise NotPossibleNow(act="give", state=play.state)
    giving.one_at_a_time(session)
    giving.enter(session)
    return play


def _taken(session: Session, inject_id: UUID, version: int | None) -> tuple[Play, Inject]:
    """Return an inject that did not yet pass, locked, as the director saw it."""
    play = _open_play(session)
    row = session.scalar(select(Inject).where(Inject.id == inject_id).with_for_update())
    if row is None:
        raise NotFound(noun="inject")
    if row.state not in UNPASSED:
        title = queries_injects.title_of(row)
        raise InjectPassed(inject=title.zh, inject_en=title.en or title.zh, state=row.state)
    record = queries_injects.views(session, play, [row])[0].model_dump(mode="json")
    require_version(version, row.version, record)
    return play, row


def _told(
    session: Session, play: Play, row: Inject, happening: Callable[..., Happening]
) -> schemas.InjectView:
    giving.plan_anew(session)
    row.version += 1
    session.flush()
    return tell(session, play, row, happening)


def _now(session: Session, play: Play, row: Inject) -> schemas.InjectView:
    session.refresh(row)
    return queries_injects.views(session, play, [row])[0]


def _storable(given: Any) -> dict[str, Any]:
    told: dict[str, Any] = given.model_dump(mode="json", exclude_unset=True)
    return told


def _next_ref(session: Session) -> str:
    """Return the name of the next inject that the director makes up: X1, X2."""
    taken = set(session.scalars(select(Inject.ref)))
    return next(ref for number in range(1, len(taken) + 2) if (ref := f"X{number}") not in taken)


def _require_sound(session: Session, row: Inject) -> None:
    """Refuse what names an incident or an inject that this exercise does not have."""
    rows = list(session.scalars(select(Inject).where(Inject.id != row.id)))
    everything = [*rows, row]
    refs = {one.doing["incident"] for one in everything if one.doing["do"] == "report"}
    for field, named in _incidents_named(row):
        if named not in refs:
            raise UnknownIncidentRef(field=field, incident=named)
    waits_for = {one.ref: one.trigger.get("after") for one in everything}
    at = waits_for[row.ref]
    while at is not None:
        if at == row.ref or at not in waits_for:
            raise UnknownPredecessor(field="trigger.after", inject=at)
        at = waits_for[at]


def _incidents_named(row: Inject) -> list[tuple[str, str]]:
    named = []
    if row.doing["do"] == "correct":
        named.append(("doing.incident", row.doing["incident"]))
    conditions = [("trigger.when", one) for one in row.trigger.get("when", [])]
    for wanted in row.expected:
        expected = Expected.model_validate(wanted)
        conditions += [("expected.when", one.model_dump()) for one in expected.when]
    return named + [(field, one["incident"]) for field, one in conditions if one.get("incident")]
