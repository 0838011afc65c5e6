"""Every read of proposals and of pins and exclusions."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import sees, visible
from core.wire import Page
from dispatch import schemas
from dispatch.headline import headlines_of
from dispatch.lifecycle import OPEN_PROPOSAL, UNFINISHED_PROPOSAL
from dispatch.models import Proposal, Steering
from incidents.models import Incident
from resources.models import Team

OPEN_INCIDENT = ("reported", "responding")
_LISTED = ("picks", "deliveries", "shortfalls", "needs")
_READ = 50
"""Proposals are large: so many are held at once while older ones are looked through."""


def proposal_out(row: Proposal, prefixes: Sequence[str] | None = None) -> schemas.Proposal:
    """Return a proposal as its reader may see it: whole, or what concerns the reader's area.

    None for ``prefixes`` means the whole, for the event log.
    """
    whole = prefixes is None or sees(prefixes, row.jurisdiction_code)
    fields: dict[str, Any] = {
        name: getattr(row, name) for name in schemas.Proposal.model_fields if hasattr(row, name)
    }
    if not whole:
        fields |= {name: _concerning(fields[name], prefixes or ()) for name in _LISTED}
        fields |= {"difference": {}, "outlook": {}}
    fields["difference"] = fields["difference"] or None
    fields["data_age"] = fields["data_age"] or None
    fields["outlook"] = fields["outlook"] or None
    fields["headline"], fields["headlines"] = headlines_of(fields, fields["needs"])
    return schemas.Proposal.model_validate(fields)


def part_for(proposal: dict[str, Any], prefixes: Sequence[str]) -> dict[str, Any]:
    """Return a proposal as it travels, reduced to what concerns the reader's area."""
    if sees(prefixes, proposal["jurisdiction_code"]):
        return proposal
    part = {name: _concerning(proposal[name], prefixes) for name in _LISTED}
    first, each = headlines_of(proposal, part["needs"])
    said = {"headline": first, "headlines": each}
    return {**proposal, **part, **said, "difference": None, "outlook": None}


def concerned(row: Proposal) -> set[str]:
    """Return the jurisdictions that a proposal concerns beside the one it was made for."""
    listed = (record for name in _LISTED for record in getattr(row, name))
    return {code for record in listed for code in record["jurisdictions"]}


def _concerning(rows: list[dict[str, Any]], prefixes: Sequence[str]) -> list[dict[str, Any]]:
    return [row for row in rows if any(sees(prefixes, code) for code in row["jurisdictions"])]


def proposals(session: Session, prefixes: Sequence[str], limit: int) -> list[schemas.Proposal]:
    """Return the newest proposals that concern the reader's area, up to a limit."""
    query = select(Proposal).order_by(Proposal.number.desc()).execution_options(yield_per=_READ)
    with closing(session.scalars(query)) as rows:  # what is not read is left on the server
        mine = (row for row in rows if concerns(row, prefixes))
        return [proposal_out(row, prefixes) for row in islice(mine, limit)]


def concerns(row: Proposal, prefixes: Sequence[str]) -> bool:
    """Say whether a proposal, or anything in it, lies in the reader's area."""
    if sees(prefixes, row.jurisdiction_code):
        return True
    return any(_concerning(getattr(row, name), prefixes) for name in _LISTED)


def proposal(session: Session, prefixes: Sequence[str], proposal_id: UUID) -> schemas.Proposal:
    """Return one proposal; what does not concern the reader is not there."""
    row = session.get(Proposal, proposal_id)
    if row is None or not concerns(row, prefixes):
        raise NotFound(noun="proposal")
    return proposal_out(row, prefixes)


def snapshot_proposals(session: Session, prefixes: Sequence[str]) -> list[schemas.Proposal]:
    """Return the proposals in play: the current one, one being solved, the last accepted."""
    last_accepted = (
        select(func.max(Proposal.number)).where(Proposal.state == "accepted").scalar_subquery()
    )
    query = (
        select(Proposal)
        .where(or_(Proposal.state.in_(OPEN_PROPOSAL), Proposal.number == last_accepted))
        .order_by(Proposal.number)
    )
    return [
        proposal_out(row, prefixes) for row in session.scalars(query) if concerns(row, prefixes)
    ]


def newest_answer(session: Session, before: int | None = None) -> Proposal | None:
    """Return the last proposal that holds picks, whatever became of it."""
    query = select(Proposal).where(Proposal.solved_at.is_not(None))
    if before is not None:
        query = query.where(Proposal.number < before)
    return session.scalar(query.order_by(Proposal.number.desc()).limit(1))


def unfinished(session: Session) -> bool:
    """Say whether a proposal waits for a worker, or was left by one."""
    return bool(session.scalar(select(exists().where(Proposal.state.in_(UNFINISHED_PROPOSAL)))))


def is_settled(session: Session, proposal_id: UUID) -> bool:
    """Say whether an officer said that the best answer so far is enough."""
    query = select(Proposal.settled_by_name).where(Proposal.id == proposal_id)
    return session.scalar(query) is not None


def newest_basis(session: Session) -> int:
    """Return the sequence number up to which the newest proposal knows what happened."""
    return session.scalar(select(func.coalesce(func.max(Proposal.basis_seq), 0))) or 0


def dispatching_code(session: Session) -> str:
    """Return the jurisdiction in whose name all open incidents are served together.

    Dispatch is joint, so it belongs to the city at least, and to what covers all open incidents.
    """
    open_codes = select(Incident.jurisdiction_code).where(Incident.state.in_(OPEN_INCIDENT))
    codes = list(session.scalars(open_codes.distinct()))
    codes = codes or list(session.scalars(select(Team.jurisdiction_code).distinct()))
    return covering_code(codes)


def covering_code(codes: Sequence[str]) -> str:
    """Return the city or province that all of the codes lie in."""
    cities = {code[:4] for code in codes}
    provinces = {code[:2] for code in codes}
    shared = cities if len(cities) == 1 else provinces if len(provinces) == 1 else {""}
    return shared.pop().ljust(6, "0")


def steering_rows(session: Session) -> list[Steering]:
    """Return the pins and exclusions in force."""
    query = select(Steering).where(Steering.lifted_at.is_(None)).order_by(Steering.id)
    return list(session.scalars(query))


def steerings(
    session: Session, prefixes: Sequence[str], *, with_lifted: bool = False
) -> list[schemas.Steering]:
    """Return the pins and exclusions whose incident or team lies in the reader's area."""
    query = _steerings(prefixes)
    if not with_lifted:
        query = query.where(Steering.lifted_at.is_(None))
    return [schemas.Steering.model_validate(row) for row in session.scalars(query)]


def snapshot_steerings(session: Session, prefixes: Sequence[str]) -> list[schemas.Steering]:
    """Return the pins and exclusions in force that the reader may see."""
    return steerings(session, prefixes)


def _steerings(prefixes: Sequence[str]) -> Select[Steering]:
    seen: ColumnElement[bool] = or_(
        visible(Incident.jurisdiction_code, prefixes), visible(Team.jurisdiction_code, prefixes)
    )
    return (
        select(Steering)
        .join(Incident, Incident.id == Steering.incident_id)
        .join(Team, Team.id == Steering.team_id)
        .where(seen)
        .order_by(Steering.id)
    )


def page(rows: list[schemas.Order], total: int, offset: int) -> Page[schemas.Order]:
    """Return one page of orders."""
    beyond = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=beyond if beyond < total else None)
