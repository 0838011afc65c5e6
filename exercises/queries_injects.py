"""Every read of injects: the director's board, what players are told, what the log says of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.models import Account, Event, Seat
from exercises import schemas_injects as schemas
from exercises.giving_judging import Fact
from exercises.giving_measures import incident_refs
from exercises.giving_play import Play
from exercises.models import Exercise
from exercises.models_injects import Inject, InjectReading
from exercises.queries_progress import over

WATCHING = ("director", "observer")
PLAYERS = ("commander", "duty_officer", "county_clerk", "team_leader")
LONGEST_TITLE = 80
LONGEST_VALUE = 40
_OTHERWISE = {
    "tell": ("口头或电话", "A call or a word"),
    "report": ("事件上报", "An incident is reported"),
    "correct": ("情况变化", "The situation changes"),
    "close_road": ("道路中断", "A road is closed"),
    "lose_teams": ("队伍退出", "Teams drop out"),
    "lose_stock": ("物资损失", "Goods are lost"),
    "set_weather": ("天气变化", "The weather changes"),
}
"""What an inject without words of its own is called."""
_NO_RESULT: dict[str, Any] = {
    **dict.fromkeys(("incident_id", "incident_number", "closure_id", "condition_id")),
    **dict.fromkeys(("lots", "lost")),
    "teams": [],
}


def told_roles(row: Inject) -> list[str]:
    """Return the players' roles that an inject is told to: none for a hidden one."""
    if row.hidden:
        return []
    return list(PLAYERS) if "all" in row.roles else [one for one in row.roles if one in PLAYERS]


def part_for(inject: Mapping[str, Any], roles: frozenset[str]) -> dict[str, Any]:
    """Return an inject as somebody may see it: players nothing of what is planned or expected."""
    if roles & set(WATCHING):
        return dict(inject)
    kept_back = {"script": None, "trouble": None, "due_s": None, "due_at": None}
    return {**inject, **kept_back, "expected": [], "readings": []}


def board(session: Session, play: Play) -> schemas.InjectBoard:
    """Return all injects in their order, the next one due, and what each player has done."""
    lasts = Exercise.scenario["lasts_s"].as_integer()
    named = select(
        Exercise.id, Exercise.number, Exercise.title, Exercise.state, Exercise.trouble, lasts
    )
    found = session.execute(named.where(Exercise.world == play.world)).one()
    rows = list(session.scalars(select(Inject).order_by(Inject.position)))
    waiting = [one.due_s for one in rows if one.state == "waiting" and one.due_s is not None]
    return schemas.InjectBoard(
        exercise_id=found[0],
        number=found[1],
        title=found[2],
        state=found[3],
        trouble=found[4],
        lasts_s=found[5],
        over=over(session, found[3], found[5], play.elapsed_s),
        begins_at=play.begins_at,
        now_at=clock.now(session),
        next_due_at=play.at(min(waiting)) if waiting else None,
        injects=views(session, play, rows),
        players=players(session, rows),
    )


def views(session: Session, play: Play, rows: Sequence[Inject]) -> list[schemas.InjectView]:
    """Return injects as they travel, with who read them."""
    readings = _readings(session, [row.id for row in rows])
    return [_view(play, row, readings.get(row.id, [])) for row in rows]


def _readings(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[InjectReading]]:
    query = select(InjectReading).where(InjectReading.inject_id.in_(ids))
    found: dict[UUID, list[InjectReading]] = {}
    query = query.order_by(InjectReading.read_at, InjectReading.account_name)
    for one in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(one.inject_id, []).append(one)
    return found


def _view(play: Play, row: Inject, readings: Iterable[InjectReading]) -> schemas.InjectView:
    waits = row.state == "waiting" and row.due_s is not None
    return schemas.InjectView(
        id=row.id,
        ref=row.ref,
        position=row.position,
        title=title_of(row).zh,
        title_en=title_of(row).en,
        ad_hoc=row.ad_hoc,
        doing=doing_view(row.doing),
        script={"trigger": row.trigger, "doing": row.doing, "expected": row.expected},
        roles=row.roles,
        told=told_roles(row),
        hidden=row.hidden,
        state=row.state,
        due_s=row.due_s if waits else None,
        due_at=play.at(row.due_s) if waits and row.due_s is not None else None,
        passed_s=row.passed_s,
        given_at=row.given_at,
        given_by_name=row.given_by_name,
        incident_id=row.incident_id,
        result=result_view(row),
        trouble=schemas.Trouble(**row.trouble) if row.trouble else None,
        expected=expected_views(play, row),
        readings=[schemas.ReadingView.model_validate(one) for one in readings],
        version=row.version,
    )


def result_view(row: Inject) -> schemas.InjectResult:
    """Return what an inject brought about."""
    return schemas.InjectResult.model_validate(_NO_RESULT | row.result)


def expected_views(play: Play, row: Inject) -> list[schemas.ExpectedView]:
    """Return what is expected after an inject, with its verdict where conditions say it."""
    told = []
    for number, wanted in enumerate(row.expected):
        verdict = row.verdicts[number] if number < len(row.verdicts) else None
        within_s, met_s = wanted.get("within_s"), verdict["at_s"] if verdict else None
        told.append(
            schemas.ExpectedView(
                text=_words(wanted["text"]),
                within_s=within_s,
                state=_standing(wanted, verdict),
                due_at=_deadline(row, within_s),
                met_at=None if met_s is None else play.at(met_s),
            )
        )
    return told


def _deadline(row: Inject, within_s: int | None) -> datetime | None:
    if row.given_at is None or within_s is None:
        return None
    return row.given_at + timedelta(seconds=within_s)


def _standing(wanted: Mapping[str, Any], verdict: Mapping[str, Any] | None) -> Any:
    if verdict is None:
        return "waiting"
    return verdict["state"] if wanted.get("when") else "by_observer"


def _words(kept: Mapping[str, Any] | None) -> Any:
    return schemas.Wording(zh=kept["zh"], en=kept.get("en")) if kept else None


def doing_view(kept: Mapping[str, Any]) -> schemas.DoingView:
    """Return what an inject does in the parts that a line of text is made of."""
    part = kept.get("report") or kept.get("closure") or kept.get("condition") or {}
    return schemas.DoingView(
        do=kept["do"],
        incident=kept.get("incident"),
        title=part.get("title") or part.get("reason") or part.get("note"),
        place=part.get("place_name"),
        sender=_words(kept.get("sender")),
        text=_words(kept.get("text")),
        reason=_words(kept.get("reason")),
        capability=kept.get("capability"),
        count=kept.get("count"),
        item=kept.get("item"),
        percent=kept.get("percent"),
        weather=part.get("weather"),
        known=[_known(name, value) for name, value in sorted(kept.get("change", {}).items())],
        has_media=kept.get("media") is not None,
    )


def _known(name: str, value: Any) -> schemas.KnownView:
    is_plain = isinstance(value, int | float | str) and len(str(value)) <= LONGEST_VALUE
    return schemas.KnownView(name=name, value=str(value) if is_plain else None)


def title_of(row: Inject) -> schemas.Wording:
    """Return what people call an inject: one line about what it does, never its key."""
    otherwise, _en = _OTHERWISE[row.doing["do"]]
    return schemas.Wording(zh=_title(row.doing, "zh") or otherwise, en=_title(row.doing, "en"))


def _title(kept: Mapping[str, Any], language: str) -> str | None:
    """Return one line about what an inject does; None where that language has none."""
    told = kept.get("text") or kept.get("reason")
    if told is not None:
        line = told.get(language)
        return line[:LONGEST_TITLE] if line else None
    part = kept.get("report") or kept.get("closure") or kept.get("condition") or {}
    line = part.get("title") or part.get("reason") or part.get("note")
    if line:
        return line[:LONGEST_TITLE] if language == "zh" else None
    zh, en = _OTHERWISE[kept["do"]]
    return zh if language == "zh" else en


def players(session: Session, rows: Sequence[Inject]) -> list[schemas.PlayerView]:
    """Return who has a seat, what they have done, and how much of what they were told is read."""
    seats: dict[UUID, tuple[str, list[str]]] = {}
    query = (
        select(Seat.account_id, Account.display_name, Seat.role)
        .join(Account, Account.id == Seat.account_id)
        .where(Seat.world == session.info["world"])
        .order_by(Account.display_name, Seat.role)
    )
    for account_id, name, role in session.execute(query):
        seats.setdefault(account_id, (name, []))[1].append(role)
    acts = {row[0]: (row[1], row[2]) for row in session.execute(_acts(list(seats)))}
    opened = select(InjectReading.inject_id, InjectReading.account_id)
    read = {(row[0], row[1]) for row in session.execute(opened)}
    given = [one for one in rows if one.state == "given"]
    return [
        _player(account_id, *seats[account_id], acts.get(account_id, (0, None)), given, read)
        for account_id in seats
    ]


def _acts(account_ids: list[UUID]) -> Any:
    counted = select(Event.actor_id, func.count(), func.max(Event.at))
    noun = func.split_part(Event.kind, ".", 1)
    theirs = (Event.actor_id.in_(account_ids), noun.not_in(("inject", "evaluation")))
    return counted.where(*theirs).group_by(Event.actor_id)


def _player(
    account_id: UUID,
    name: str,
    roles: list[str],
    acts: tuple[int, Any],
    given: Sequence[Inject],
    read: set[tuple[UUID, UUID]],
) -> schemas.PlayerView:
    told = [one.id for one in given if set(told_roles(one)) & set(roles)]
    opened = sum((one, account_id) in read for one in told)
    return schemas.PlayerView(
        account_id=account_id,
        name=name,
        roles=sorted(set(roles)),
        acts=acts[0],
        last_at=acts[1],
        read=opened,
        unread=len(told) - opened,
    )


def messages(session: Session, actor: Actor) -> list[schemas.MessageView]:
    """Return what was told to somebody's role, newest first."""
    query = (
        select(Inject, InjectReading)
        .outerjoin(
            InjectReading,
            (InjectReading.inject_id == Inject.id) & (InjectReading.account_id == actor.account_id),
        )
        .where(Inject.state == "given")
        .order_by(Inject.given_at.desc(), Inject.position.desc())
    )
    return [
        message_view(row, reading) for row, reading in session.execute(query) if is_told(row, actor)
    ]


def is_told(row: Inject, actor: Actor) -> bool:
    """Say whether an inject was told to one of somebody's roles."""
    roles = {grant.role for grant in actor.grants}
    told = set(told_roles(row)) | ({"director"} & set(row.roles) if not row.hidden else set())
    return row.state == "given" and bool(told & roles)


def message_view(row: Inject, reading: InjectReading | None) -> schemas.MessageView:
    """Return an inject as whoever was told it reads it."""
    assert row.given_at is not None
    return schemas.MessageView(
        id=row.id,
        doing=doing_view(row.doing),
        incident_id=row.incident_id,
        result=result_view(row),
        given_at=row.given_at,
        read_at=reading.read_at if reading else None,
        understood_at=reading.understood_at if reading else None,
    )


def told_inject(session: Session, actor: Actor, inject_id: UUID) -> Inject:
    """Return an inject that was told to somebody; every other is not there for them."""
    row = session.get(Inject, inject_id)
    watches = {grant.role for grant in actor.grants} & set(WATCHING)
    if row is None or not (is_told(row, actor) or (watches and _may_watch(row, watches))):
        raise NotFound(noun="inject")
    return row


def _may_watch(row: Inject, watches: set[str]) -> bool:
    return "director" in watches or row.state == "given"


def facts(session: Session, play: Play) -> list[Fact]:
    """Return what the log of this world says of orders, needs and reports, in its order."""
    refs = {str(incident_id): ref for incident_id, ref in incident_refs(session).items()}
    order, need = Event.data["order"], Event.data["need"]
    noun = func.split_part(Event.kind, ".", 1)
    query = (
        select(
            Event.at,
            noun,
            Event.incident_id,
            func.coalesce(*(Event.data[one]["id"].astext for one in ("order", "need", "sitrep"))),
            func.coalesce(order["state"].astext, need["state"].astext),
            order["team_id"].astext,
            order["acknowledged_at"].astext,
            need["quantity"].as_integer() > need["committed"].as_integer(),
        )
        .where(noun.in_(("order", "need", "sitrep", "incident")))
        .order_by(Event.seq)
    )
    begun = [_fact(play, refs, row) for row in session.execute(query)]
    return [one for one in begun if one is not None]


def _fact(play: Play, refs: Mapping[str, str], row: Any) -> Fact | None:
    at, noun, incident_id, thing_id, state, team_id, acknowledged_at, lacks = row
    if noun != "incident" and thing_id is None:
        return None
    counts = acknowledged_at is not None if noun == "order" else bool(lacks) and state == "open"
    return Fact(
        at_s=int((at - play.begins_at).total_seconds()),
        noun=noun,
        id=thing_id or "",
        incident=refs.get(str(incident_id)),
        state=state or "",
        team=team_id,
        counts=counts,
    )
