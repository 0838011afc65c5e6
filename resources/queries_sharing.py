"""Reads of agreements and lent teams: what is in force now, and what stands where."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from core import clock
from core.errors import NotFound
from core.models import Jurisdiction
from core.visibility import prefix_of, visible
from core.wire import Page
from resources.models_sharing import LentTeam, MutualAid
from resources.queries import page
from resources.queries_seen import agreements_in_force
from resources.schemas import Team
from resources.schemas_sharing import Agreement, AgreementTerm
from resources.sharing import runs_out_soon, state_of, terms_for_team

_COPIED = [
    name
    for name in Agreement.model_fields
    if name not in ("provider_name", "receiver_name", "terms", "state", "runs_out_soon")
]


def teams_lent(session: Session) -> dict[UUID, str]:
    """Return to which jurisdiction each lent team is at disposal now."""
    query = select(LentTeam.team_id, LentTeam.receiver_code).where(LentTeam.ended_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def receivers_of_teams(session: Session, teams: Iterable[Team]) -> dict[UUID, list[str]]:
    """Return which other jurisdictions hear of these teams now: by loan or by agreement."""
    listed = list(teams)
    found: dict[UUID, list[str]] = {team.id: [] for team in listed}
    lent = select(LentTeam.team_id, LentTeam.receiver_code).where(
        LentTeam.team_id.in_(found), LentTeam.ended_at.is_(None)
    )
    for team_id, code in session.execute(lent):
        found[team_id].append(code)
    for one in agreements_in_force(session, clock.now(session)):
        around = prefix_of(one.provider_code)
        for team in listed:
            skills = [row.capability_code for row in team.capabilities]
            named = not one.terms or terms_for_team(one.terms, team.kind, skills)
            if named and team.jurisdiction_code.startswith(around):
                found[team.id].append(one.receiver_code)
    return found


def list_agreements(
    session: Session,
    prefixes: Sequence[str],
    *,
    text: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> Page[Agreement]:
    """Return the agreements of the reader's jurisdictions, the newest first."""
    mine = or_(
        visible(MutualAid.provider_code, prefixes), visible(MutualAid.receiver_code, prefixes)
    )
    conditions = [mine]
    if text:
        named = select(Jurisdiction.code).where(Jurisdiction.name.icontains(text, autoescape=True))
        conditions.append(
            or_(
                MutualAid.number.icontains(text, autoescape=True),
                MutualAid.note.icontains(text, autoescape=True),
                MutualAid.provider_code.in_(named),
                MutualAid.receiver_code.in_(named),
            )
        )
    total = session.scalar(select(func.count()).select_from(MutualAid).where(*conditions)) or 0
    query = select(MutualAid).where(*conditions).options(selectinload(MutualAid.terms))
    newest = query.order_by(MutualAid.drafted_at.desc(), MutualAid.id).offset(offset).limit(limit)
    return page(_shown(session, session.scalars(newest).all()), total, offset)


def agreement(session: Session, prefixes: Sequence[str], agreement_id: UUID) -> Agreement:
    """Return one agreement; what the reader does not see is not there."""
    query = select(MutualAid).where(
        MutualAid.id == agreement_id,
        or_(visible(MutualAid.provider_code, prefixes), visible(MutualAid.receiver_code, prefixes)),
    )
    row = session.scalar(query.options(selectinload(MutualAid.terms)))
    if row is None:
        raise NotFound(noun="agreement")
    return shown(session, row)


def shown(session: Session, row: MutualAid) -> Agreement:
    """Return an agreement as it travels; its terms must be loaded."""
    return _shown(session, [row])[0]


def _shown(session: Session, rows: Sequence[MutualAid]) -> list[Agreement]:
    now = clock.now(session)
    codes = {code for row in rows for code in (row.provider_code, row.receiver_code)}
    query = select(Jurisdiction.code, Jurisdiction.name).where(Jurisdiction.code.in_(codes))
    names = {row[0]: row[1] for row in session.execute(query)}
    return [
        Agreement(
            **{name: getattr(row, name) for name in _COPIED},
            provider_name=names.get(row.provider_code, row.provider_code),
            receiver_name=names.get(row.receiver_code, row.receiver_code),
            terms=[AgreementTerm.model_validate(term) for term in row.terms],
            state=state_of(row, now),
            runs_out_soon=runs_out_soon(row, now),
        )
        for row in rows
    ]
