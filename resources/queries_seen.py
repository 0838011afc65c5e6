"""Whose teams and stock one sees beyond one's own area: lent ones, and what an agreement covers.

Nothing of it is kept between reads: an agreement that is ended at noon covers nothing a moment
after. Agreements are few, so they are read first and become plain conditions on the long tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core import clock
from core.visibility import prefix_of, sees, visible
from resources.models import Depot, Lot, Team, TeamCapability
from resources.models_sharing import LentTeam, MutualAid
from resources.sharing import Term


@dataclass(frozen=True, slots=True)
class InForce:
    """An agreement that holds at this moment; no term means everything."""

    id: UUID
    provider_code: str
    receiver_code: str
    valid_from: datetime
    terms: tuple[Term, ...] = ()


def in_force(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an agreement holds: both signed, begun, not ended, not run out."""
    return and_(
        MutualAid.provider_signed_at.is_not(None),
        MutualAid.receiver_signed_at.is_not(None),
        MutualAid.ended_at.is_(None),
        MutualAid.valid_from <= now,
        MutualAid.valid_to > now,
    )


def agreements_in_force(session: Session, now: datetime) -> list[InForce]:
    """Return the agreements that hold at this moment, in the order of their making."""
    query = select(MutualAid).where(in_force(now)).options(joinedload(MutualAid.terms))
    fresh = query.order_by(MutualAid.id).execution_options(populate_existing=True)
    return [
        InForce(
            row.id,
            row.provider_code,
            row.receiver_code,
            row.valid_from,
            tuple(Term(term.kind, term.code, term.most) for term in row.terms),
        )
        for row in session.scalars(fresh).unique()
    ]


def agreements_for(session: Session, prefixes: Sequence[str]) -> list[InForce]:
    """Return the agreements in force by which a reader's area, or one around it, is helped."""
    held = agreements_in_force(session, clock.now(session))
    return [one for one in held if _concerns(one.receiver_code, prefixes)]


def _concerns(receiver_code: str, prefixes: Sequence[str]) -> bool:
    """A receiver lies at or below the reader's area, or the reader within the receiver's."""
    around = prefix_of(receiver_code)
    return sees(prefixes, receiver_code) or any(one and one.startswith(around) for one in prefixes)


def seen_teams(session: Session, prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a team is seen: one's own, lent, or under an agreement in force."""
    own = visible(Team.jurisdiction_code, prefixes)
    lent = select(LentTeam.team_id, LentTeam.receiver_code).where(LentTeam.ended_at.is_(None))
    ids = [team_id for team_id, code in session.execute(lent) if _concerns(code, prefixes)]
    also: list[ColumnElement[bool]] = [Team.id.in_(ids)] if ids else []
    for one in agreements_for(session, prefixes):
        there = func.starts_with(Team.jurisdiction_code, prefix_of(one.provider_code))
        also.append(and_(there, _teams_under(one.terms)) if one.terms else there)
    return or_(own, *also)


def _teams_under(terms: Sequence[Term]) -> ColumnElement[bool]:
    kinds = [term.code for term in terms if term.kind == "team_kind"]
    skills = [term.code for term in terms if term.kind == "capability"]
    able = select(TeamCapability.team_id).where(TeamCapability.capability_code.in_(skills))
    return or_(false(), Team.kind.in_(kinds), Team.id.in_(able))


def seen_lots(session: Session, prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a lot, joined with its depot, is seen: own, or by agreement."""
    also = []
    for one in agreements_for(session, prefixes):
        there = func.starts_with(Depot.jurisdiction_code, prefix_of(one.provider_code))
        items = [term.code for term in one.terms if term.kind == "item"]
        also.append(and_(there, Lot.item_code.in_(items)) if one.terms else there)
    return or_(visible(Depot.jurisdiction_code, prefixes), *also)


def seen_depots(session: Session, prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a depot is seen: one's own, or goods of it under an agreement."""
    also = [
        func.starts_with(Depot.jurisdiction_code, prefix_of(one.provider_code))
        for one in agreements_for(session, prefixes)
        if not one.terms or any(term.kind == "item" for term in one.terms)
    ]
    return or_(visible(Depot.jurisdiction_code, prefixes), *also)


def goods_shared(session: Session, prefixes: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
    """Return whose goods one sees by agreement: a prefix of depots and the items, none for all."""
    return [
        (
            prefix_of(one.provider_code),
            frozenset(term.code for term in one.terms if term.kind == "item"),
        )
        for one in agreements_for(session, prefixes)
        if not one.terms or any(term.kind == "item" for term in one.terms)
    ]
