"""Who can be given a seat in an exercise, found by name or by pinyin."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Account, Jurisdiction, Membership
from core.visibility import visible
from exercises.schemas_list import Person
from geo.names import initials_of, pinyin_of


def people(session: Session, prefixes: Sequence[str], asked: str, limit: int) -> list[Person]:
    """Return those of an area whose name, its pinyin or its first letters hold what is asked."""
    query = (
        select(Account.id, Account.display_name, Membership.role, Jurisdiction)
        .join(Membership, Membership.account_id == Account.id)
        .join(Jurisdiction, Jurisdiction.code == Membership.jurisdiction_code)
        .where(
            visible(Membership.jurisdiction_code, prefixes),
            Account.disabled_at.is_(None),
            Membership.role != "wall",
        )
        .order_by(Jurisdiction.code, Account.display_name, Membership.role)
    )
    found: dict[UUID, Person] = {}
    for account_id, name, role, area in session.execute(query):
        if account_id in found:
            found[account_id].roles.append(role)
        elif is_meant(name, asked):
            found[account_id] = Person(
                account_id=account_id,
                name=name,
                roles=[role],
                jurisdiction_code=area.code,
                jurisdiction_name=area.name,
            )
    return list(found.values())[:limit]


def is_meant(name: str, asked: str) -> bool:
    """Say whether a name is what somebody types: part of it, of its pinyin or its first letters."""
    wanted = asked.strip().lower().replace(" ", "")
    if not wanted:
        return True
    return any(wanted in form for form in (name.lower(), pinyin_of(name), initials_of(name)))
