"""Programs' keys: made by whoever signed in, no stronger than they, overseen by administrators."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import wall_accounts
from app.permissions import PERMISSIONS
from app.schemas_tokens import NewToken, RotationIn, Token, TokenIn, TokenRecord
from core import clock
from core.auth import Actor, digest
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Account, ApiToken, Jurisdiction
from core.models import TokenRecord as TokenRow
from core.visibility import sees, visible

NOT_FOR_PROGRAMS = frozenset({"tokens.own", "tokens.manage", "agreements.sign"})
"""No program makes keys: whoever lost one would never be rid of it. No program signs either: a
key bound to a county would sign in that county's name for whoever commands only the city."""

SECRET_BEGINS = "mst_"
"""So that whoever finds one in a log or a repository knows what it is."""

SCOPE_OF_WALLS = "picture.read"
WALL_CALLS_PER_MIN = 600


class TokenOver(Conflict):
    """This key was revoked or has expired; make a new one."""

    zh = "该密钥已吊销或已过期，请新建密钥。"


def overseer(actor: Actor) -> Actor:
    """Return the actor where he oversees the keys of others, and nowhere else."""
    return actor.acting_as(PERMISSIONS["tokens.manage"])


def tokens_of(session: Session, actor: Actor) -> list[Token]:
    """Return one's own keys, and for an administrator those that work in his area."""
    query = (
        select(ApiToken, Account.display_name, Jurisdiction.name)
        .join(Account, Account.id == ApiToken.account_id)
        .join(Jurisdiction, Jurisdiction.code == ApiToken.area_code)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    overseen = visible(ApiToken.area_code, overseer(actor).prefixes)
    rows = session.execute(query.where(or_(ApiToken.account_id == actor.account_id, overseen)))
    return [_shown(actor, *row) for row in rows]


def _shown(actor: Actor, row: ApiToken, owner: str, area: str) -> Token:
    names = set(Token.model_fields) - {"area_name", "owner_name", "mine"}
    stored = {name: getattr(row, name) for name in names}
    mine = row.account_id == actor.account_id
    return Token(**stored, area_name=area, owner_name=owner, mine=mine)


def make(session: Session, actor: Actor, wanted: TokenIn, address: str | None) -> NewToken:
    """Make a key: no permission its maker lacks, no place outside his area; told this once."""
    scopes = sorted(set(wanted.scopes))
    _require_grantable(actor, scopes)
    now = clock.now(session)
    secret = _new_secret()
    row = ApiToken(
        account_id=actor.account_id,
        name=wanted.name,
        token_hash=digest(secret),
        scopes=scopes,
        area_code=_area(session, actor, wanted.area_code, scopes),
        calls_per_min=wanted.calls_per_min,
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )
    return _entered(session, actor, row, secret, "made", address)


def make_for_wall(
    session: Session, actor: Actor, name: str, area_code: str | None, days: int, address: str | None
) -> NewToken:
    """Make the key of a wall screen, with an account of its own that can look and nothing else."""
    keeper = overseer(actor)
    code = _area(session, keeper, area_code, [SCOPE_OF_WALLS])
    now = clock.now(session)
    secret = _new_secret()
    row = ApiToken(
        account_id=wall_accounts.open_account(session, name, code).id,
        name=name,
        token_hash=digest(secret),
        scopes=[SCOPE_OF_WALLS],
        area_code=code,
        calls_per_min=WALL_CALLS_PER_MIN,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return _entered(session, keeper, row, secret, "made", address)


def _require_grantable(actor: Actor, scopes: Sequence[str]) -> None:
    unknown = sorted((set(scopes) - set(PERMISSIONS)) | (set(scopes) & NOT_FOR_PROGRAMS))
    if unknown:
        raise Invalid(field="scopes", unknown=unknown)
    beyond = sorted(set(scopes) - actor.permissions)
    if beyond:
        raise Forbidden(permission=beyond[0])


def _area(session: Session, actor: Actor, wanted: str | None, scopes: Sequence[str]) -> str:
    """Return where the key works: the area asked for, where every permission must hold."""
    code = wanted or actor.home_code
    if session.get(Jurisdiction, code) is None:
        raise Invalid(field="area_code")
    for scope in scopes:
        if not sees(actor.acting_as(PERMISSIONS[scope]).prefixes, code):
            raise Forbidden(field="area_code", permission=scope)
    return code


def _new_secret() -> str:
    return SECRET_BEGINS + secrets.token_urlsafe(32)


def _entered(
    session: Session, actor: Actor, row: ApiToken, secret: str, action: str, address: str | None
) -> NewToken:
    session.add(row)
    session.flush()
    note(session, actor, row, action, address)
    owner = session.get_one(Account, row.account_id).display_name
    area = session.get_one(Jurisdiction, row.area_code).name
    return NewToken(**_shown(actor, row, owner, area).model_dump(), secret=secret)


def rotate(
    session: Session, actor: Actor, token_id: UUID, wanted: RotationIn, address: str | None
) -> NewToken:
    """Give one's own key a new secret for the rest of its time; the old one soon ends."""
    old = _locked(session, actor, token_id)
    if old.account_id != actor.account_id:
        raise NotFound(noun="token")  # its secret would be told to somebody else
    now = clock.now(session)
    if old.revoked_at is not None or old.expires_at <= now:
        raise TokenOver()
    secret = _new_secret()
    copied = ("account_id", "name", "scopes", "area_code", "calls_per_min", "expires_at")
    row = ApiToken(**{name: getattr(old, name) for name in copied}, created_at=now)
    row.token_hash = digest(secret)
    _require_grantable(actor, row.scopes)
    if wanted.overlap_min == 0:
        old.revoked_at = now
    else:
        old.expires_at = min(old.expires_at, now + timedelta(minutes=wanted.overlap_min))
    return _entered(session, actor, row, secret, "rotated", address)


def revoke(session: Session, actor: Actor, token_id: UUID, address: str | None) -> None:
    """Make a key useless at once: its next call is refused."""
    row = _locked(session, actor, token_id)
    if row.revoked_at is None:
        row.revoked_at = clock.now(session)
        wall_accounts.end_with_key(session, row)
        note(session, actor, row, "revoked", address)


def _locked(session: Session, actor: Actor, token_id: UUID) -> ApiToken:
    """Return a key that is one's own or works where one oversees keys."""
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None:
        raise NotFound(noun="token")
    overseen = sees(overseer(actor).prefixes, row.area_code)
    if row.account_id != actor.account_id and not overseen:
        raise NotFound(noun="token")
    return row


def note(session: Session, actor: Actor, row: ApiToken, action: str, address: str | None) -> None:
    """Write down what somebody did with a key."""
    session.add(
        TokenRow(
            at=clock.now(session),
            action=action,
            token_id=row.id,
            token_name=row.name,
            owner_name=session.get_one(Account, row.account_id).display_name,
            area_code=row.area_code,
            scopes=row.scopes,
            by_name=actor.name,
            address=address,
        )
    )


def records(session: Session, prefixes: Sequence[str], limit: int) -> list[TokenRecord]:
    """Return what was done with keys of one's area, the latest first."""
    mine = visible(TokenRow.area_code, prefixes)
    query = select(TokenRow).where(mine).order_by(TokenRow.at.desc(), TokenRow.id).limit(limit)
    return [TokenRecord.model_validate(row) for row in session.scalars(query)]
