"""First steps of a production site: its jurisdictions from a file, and its first accounts."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.permissions import PERMISSIONS
from core import clock
from core.auth import hash_password
from core.db import LIVE
from core.models import Account, Jurisdiction, Membership, World
from core.visibility import prefix_of

COLUMNS = ("code", "name", "level", "parent_code")
LEVELS = ("province", "city", "county", "township")
ROLES = frozenset().union(*PERMISSIONS.values())
SHORTEST_PASSWORD = 12


class SiteSetupError(ValueError):
    """A step of the site's set-up cannot be done; the message says why and in which line."""


def load_jurisdictions(session: Session, path: Path) -> int:
    """Enter or rename the jurisdictions of a CSV file, all or none."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames is None or not set(COLUMNS) <= set(reader.fieldnames):
            raise SiteSetupError(f"{path.name}: the first line must name {', '.join(COLUMNS)}")
        rows = [_jurisdiction(row, reader.line_num) for row in reader]
    rows.sort(key=lambda row: LEVELS.index(row["level"]))
    for row in rows:
        entered = insert(Jurisdiction).values(row)
        kept = {name: entered.excluded[name] for name in ("name", "level", "parent_code")}
        session.execute(entered.on_conflict_do_update(index_elements=["code"], set_=kept))
    return len(rows)


def _jurisdiction(row: dict[str, Any], line: int) -> dict[str, Any]:
    code = (row["code"] or "").strip()
    if not (code.isdigit() and len(code) in (6, 9)):
        raise SiteSetupError(f"line {line}: {code!r} is not a code of six or nine digits")
    if row["level"] not in LEVELS:
        raise SiteSetupError(f"line {line}: level must be one of {', '.join(LEVELS)}")
    if not (row["name"] or "").strip():
        raise SiteSetupError(f"line {line}: the name is missing")
    return {
        "code": code,
        "name": row["name"].strip(),
        "level": row["level"],
        "parent_code": (row["parent_code"] or "").strip() or None,
        "prefix": prefix_of(code),
    }


def add_account(
    session: Session, username: str, name: str, role: str, jurisdiction_code: str, password: str
) -> Account:
    """Enter an account with one role in one jurisdiction; the live world is opened if need be."""
    if role not in ROLES:
        raise SiteSetupError(f"role must be one of {', '.join(sorted(ROLES))}")
    if len(password) < SHORTEST_PASSWORD:
        raise SiteSetupError(f"the password needs at least {SHORTEST_PASSWORD} characters")
    if session.get(Jurisdiction, jurisdiction_code) is None:
        raise SiteSetupError(f"{jurisdiction_code} is not on record: load the jurisdictions first")
    if session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise SiteSetupError(f"the account {username} exists already")
    now = clock.now(session)
    world = insert(World).values(name=LIVE, kind="live", title="实战", created_at=now)
    session.execute(world.on_conflict_do_nothing())
    account = Account(
        username=username,
        display_name=name,
        password_hash=hash_password(password),
        created_at=now,
    )
    session.add(account)
    session.flush()
    session.add(Membership(account_id=account.id, role=role, jurisdiction_code=jurisdiction_code))
    return account
