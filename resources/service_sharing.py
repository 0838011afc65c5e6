"""Writes of agreements between jurisdictions and of teams put at another one's disposal."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from core import clock, outbox
from core.auth import Actor
from core.errors import Forbidden, NotFound, require_version
from core.local_time import day_of
from core.models import Jurisdiction
from core.visibility import audience, prefix_of, sees
from resources import events_sharing as events
from resources import queries, queries_sharing
from resources import schemas_sharing as wire
from resources.errors import UnknownJurisdiction
from resources.errors_sharing import (
    AgreementEndsBeforeItBegins,
    AgreementOver,
    AlreadySigned,
    NotYourSide,
    SameParty,
    TeamLent,
    UnknownTerm,
)
from resources.events import TeamChanged
from resources.models import Capability, Item, Team
from resources.models_sharing import LentTeam, MutualAid, MutualAidTerm
from resources.sharing import AgreementState, state_of


def draft_agreement(session: Session, actor: Actor, wanted: wire.AgreementIn) -> wire.Agreement:
    """Draft an agreement between two jurisdictions, one of which is at or below one's own."""
    _require_parties(session, actor, wanted)
    now = clock.now(session)
    if wanted.valid_to <= max(wanted.valid_from, now):
        raise AgreementEndsBeforeItBegins(field="valid_to")
    _require_known_terms(session, wanted.terms)
    row = MutualAid(
        number=_next_number(session),
        **wanted.model_dump(exclude={"terms"}),
        drafted_at=now,
        drafted_by_name=session.info.get("actor_name"),
        synthetic=False,
        version=1,
        terms=[
            MutualAidTerm(position=position, **term.model_dump())
            for position, term in enumerate(wanted.terms, start=1)
        ],
    )
    session.add(row)
    return _tell(session, row, events.AgreementDrafted)


def sign_agreement(
    session: Session, actor: Actor, agreement_id: UUID, seen: int | None
) -> wire.Agreement:
    """Sign for one's own side; whoever commands an area above may not sign for those below."""
    row = _locked(session, actor, agreement_id, seen)
    now = clock.now(session)
    if state_of(row, now) is AgreementState.OVER:
        raise AgreementOver()
    sides = _own_sides(actor, row)
    if not sides:
        raise NotYourSide(jurisdiction=f"{row.provider_code} / {row.receiver_code}")
    waiting = [side for side in sides if getattr(row, f"{side}_signed_at") is None]
    if not waiting:
        raise AlreadySigned()
    setattr(row, f"{waiting[0]}_signed_at", now)
    setattr(row, f"{waiting[0]}_signed_by_name", session.info.get("actor_name"))
    row.version += 1
    return _tell(session, row, events.AgreementSigned)


def end_agreement(
    session: Session, actor: Actor, agreement_id: UUID, seen: int | None, end: wire.EndAgreementIn
) -> wire.Agreement:
    """End an agreement before its time, from this moment on, with a reason; a draft is dropped."""
    row = _locked(session, actor, agreement_id, seen)
    now = clock.now(session)
    if state_of(row, now) is AgreementState.OVER:
        raise AgreementOver()
    row.ended_at, row.end_reason = now, end.reason
    row.ended_by_name = session.info.get("actor_name")
    row.version += 1
    return _tell(session, row, events.AgreementEnded)


def _own_sides(actor: Actor, row: MutualAid) -> list[str]:
    commands = {prefix_of(one.jurisdiction_code) for one in actor.grants if one.role == "commander"}
    parties = (("provider", row.provider_code), ("receiver", row.receiver_code))
    return [side for side, code in parties if prefix_of(code) in commands]


def _require_parties(session: Session, actor: Actor, wanted: wire.AgreementIn) -> None:
    if wanted.provider_code == wanted.receiver_code:
        raise SameParty(field="receiver_code")
    for field in ("provider_code", "receiver_code"):
        code = getattr(wanted, field)
        if session.get(Jurisdiction, code) is None:
            raise UnknownJurisdiction(field=field, value=code)
    if not any(sees(actor.prefixes, code) for code in (wanted.provider_code, wanted.receiver_code)):
        raise Forbidden()


def _require_known_terms(session: Session, terms: Iterable[wire.TermIn]) -> None:
    for position, term in enumerate(terms):
        table = {"capability": Capability, "item": Item}.get(term.kind)
        if table is not None and session.get(table, term.code) is None:
            raise UnknownTerm(field=f"terms.{position}.code", value=term.code)


def _locked(session: Session, actor: Actor, agreement_id: UUID, seen: int | None) -> MutualAid:
    query = (
        select(MutualAid)
        .where(MutualAid.id == agreement_id)
        .with_for_update(of=MutualAid)
        .options(selectinload(MutualAid.terms))
        .execution_options(populate_existing=True)
    )
    row = session.scalar(query)
    parties = () if row is None else (row.provider_code, row.receiver_code)
    if row is None or not any(sees(actor.prefixes, code) for code in parties):
        raise NotFound(noun="agreement")
    record = queries_sharing.shown(session, row).model_dump(mode="json")
    require_version(seen, row.version, record)
    return row


def _tell(
    session: Session, row: MutualAid, happening: type[events.AgreementHappening]
) -> wire.Agreement:
    session.flush()
    record = queries_sharing.shown(session, row)
    heard_by = audience(row.provider_code, row.receiver_code)
    outbox.record(session, happening(agreement=record), audience=heard_by)
    return record


def _next_number(session: Session) -> str:
    """Return the next number of the day; the lock is held until commit, so none is given twice."""
    world = session.info["world"]
    lock = func.pg_advisory_xact_lock(func.hashtext("agreement.number"), func.hashtext(world))
    session.execute(select(lock))
    begins = f"协-{day_of(clock.now(session))}-"
    query = select(func.count()).where(MutualAid.number.startswith(begins))
    return f"{begins}{(session.scalar(query) or 0) + 1:03d}"


def lend_team(session: Session, team: Team, receiver_code: str, cause_id: UUID) -> None:
    """Put a locked team at another jurisdiction's disposal; a team is lent to one at a time."""
    lent = LentTeam(
        team_id=team.id,
        receiver_code=receiver_code,
        cause_id=cause_id,
        lent_at=clock.now(session),
        ended_at=None,
    )
    try:
        with session.begin_nested():
            session.add(lent)
    except IntegrityError:
        raise TeamLent(team=team.name, team_id=str(team.id)) from None
    _tell_team(session, team, receiver_code)


def end_lending(session: Session, team: Team, cause_id: UUID) -> None:
    """Take a locked team back from another jurisdiction's disposal."""
    query = select(LentTeam).where(
        LentTeam.team_id == team.id, LentTeam.cause_id == cause_id, LentTeam.ended_at.is_(None)
    )
    lent = session.scalar(query)
    if lent is None:
        return
    lent.ended_at = clock.now(session)
    session.flush()
    _tell_team(session, team, lent.receiver_code)


def _tell_team(session: Session, team: Team, receiver_code: str) -> None:
    """Tell owner and borrower of the team, so that it stands on both maps and is solved anew."""
    team.version += 1
    session.flush()
    record = queries.teams_by_id(session, [team.id])[team.id]
    heard_by = audience(team.jurisdiction_code, receiver_code, teams=[team.id])
    outbox.record(session, TeamChanged(team=record), audience=heard_by)
