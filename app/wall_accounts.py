"""Accounts of wall screens: nobody's, without a password, good for looking and nothing else."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import clock
from core.auth import digest, hash_password
from core.errors import DomainError
from core.ids import new_id
from core.models import Account, ApiToken, Membership, SignInRecord, SignInSession

ROLE = "wall"


class WallKeyRefused(DomainError):
    """This wall key is unknown, revoked or has expired."""

    status = 401
    zh = "大屏密钥无效、已吊销或已过期。"


def open_account(session: Session, name: str, area_code: str) -> Account:
    """Enter the account of a wall screen in an area; its password is known to nobody."""
    account = Account(
        id=new_id(),
        username=f"wall-{secrets.token_hex(6)}",
        display_name=name,
        password_hash=hash_password(secrets.token_hex(32)),
        created_at=clock.now(session),
    )
    session.add(account)
    session.flush()
    session.add(Membership(account_id=account.id, role=ROLE, jurisdiction_code=area_code))
    session.flush()
    return account


def is_wall(session: Session, account_id: UUID) -> bool:
    """Say whether an account is a wall screen's and nothing else."""
    roles = set(session.scalars(select(Membership.role).where(Membership.account_id == account_id)))
    return roles == {ROLE}


def account_of_key(
    session: Session, secret: str, address: str | None
) -> tuple[Account, datetime] | None:
    """Return whose key this is and until when, or None; only a wall's key opens a screen.

    A program's key never does: what it may do must not become a sign-in.
    """
    now = clock.now(session)
    row = session.scalar(select(ApiToken).where(ApiToken.token_hash == digest(secret)))
    account = session.get(Account, row.account_id) if row else None
    good = row is not None and row.revoked_at is None and row.expires_at > now
    if row is None or account is None or not good or account.disabled_at is not None:
        return _recorded(session, account, address, None)
    if not is_wall(session, account.id):
        return _recorded(session, None, address, None)
    row.last_used_at = now
    return _recorded(session, account, address, row.expires_at)


def _recorded(
    session: Session, account: Account | None, address: str | None, until: datetime | None
) -> tuple[Account, datetime] | None:
    session.add(
        SignInRecord(
            at=clock.now(session),
            username=account.username if account else ROLE,
            account_id=account.id if account else None,
            outcome="refused" if until is None else "signed_in",
            address=address,
        )
    )
    return None if account is None or until is None else (account, until)


def end_with_key(session: Session, key: ApiToken) -> None:
    """End a wall's account and its open screens with its key; other accounts outlive their keys."""
    if not is_wall(session, key.account_id):
        return
    now = clock.now(session)
    session.get_one(Account, key.account_id).disabled_at = now
    session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == key.account_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
