"""Sign-in and rights: argon2 passwords, server-side sessions, scoped tokens, deny by default."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, Request, Response
from fastapi.params import Depends as DependsMarker
from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer_group
from starlette.requests import HTTPConnection

from core import call_rates, clock
from core.config import Settings
from core.db import LIVE, Database
from core.errors import Conflict, DomainError, Forbidden, NotFound, NotSignedIn
from core.grants import Grant, grants_of, is_over, outlives, seats_of, team_led, within
from core.models import (
    SIGN_IN,
    Account,
    ApiToken,
    Jurisdiction,
    SignInRecord,
    SignInSession,
)
from core.world_paths import address_of, cookie_of, world_of

CSRF_HEADER = "x-muster"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TOUCH_EVERY = timedelta(seconds=60)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))


class SignInRefused(DomainError):
    """The user name or the password is wrong."""

    status = 401
    zh = "用户名或密码不正确。"


class AccountLocked(Conflict):
    """Too many failed attempts: the account is locked until {until}."""

    status = 429
    zh = "登录失败次数过多，账号已锁定至 {until}。"


class CrossSiteRequest(Forbidden):
    """The request did not come from this site's own pages."""

    zh = "请求不是由本系统页面发出的，已拒绝。"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, where, and what they may do."""

    account_id: UUID
    username: str
    name: str
    locale: str
    team_id: UUID | None
    world: str
    grants: tuple[Grant, ...]
    permissions: frozenset[str]
    session_id: UUID | None
    token_id: UUID | None = None
    calls_per_min: int | None = None
    """How often a program's key may call; None for a person."""

    @property
    def prefixes(self) -> list[str]:
        """Return the code prefixes this actor sees; a team leader sees by team, not by area."""
        return [grant.prefix for grant in self.grants if grant.role != "team_leader"]

    @property
    def home_code(self) -> str:
        """Return the jurisdiction in whose name this actor writes."""
        return self.grants[0].jurisdiction_code

    def may(self, permission: str) -> bool:
        """Say whether this actor holds a permission."""
        return permission in self.permissions

    def acting_as(self, roles: frozenset[str]) -> "Actor":
        """Return this actor with these roles alone, each where it was granted and nowhere else."""
        return replace(self, grants=tuple(one for one in self.grants if one.role in roles))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def digest(secret: str) -> bytes:
    """Return what is stored of a random secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


def sign_in(
    session: Session, settings: Settings, username: str, password: str, address: str | None
) -> tuple[Account, DomainError | None]:
    """Check a password and count failures; returns the account and the refusal, if it is one.

    Every attempt is recorded in the same transaction, so the caller must let it commit before it
    refuses.
    """
    now = clock.now(session)
    named = select(Account).where(Account.username == username).options(undefer_group(SIGN_IN))
    account = session.scalar(named.with_for_update())
    refusal = _refusal(account, password, now, settings)
    session.add(
        SignInRecord(
            at=now,
            username=username[:100],
            account_id=account.id if account else None,
            outcome="signed_in" if refusal is None else "refused",
            address=address,
        )
    )
    if account is None:
        account = Account(username=username)
    return account, refusal


def _refusal(
    account: Account | None, password: str, now: datetime, settings: Settings
) -> DomainError | None:
    """Return why there is no sign-in; a locked account does not even look at the password."""
    if account is not None and account.locked_until and account.locked_until > now:
        return AccountLocked(until=account.locked_until.isoformat(timespec="seconds"))
    right = _password_is_right(account, password)
    if account is not None:
        _count(account, right, now, settings)
    return None if right else SignInRefused()


def _password_is_right(account: Account | None, password: str) -> bool:
    try:
        _hasher.verify(account.password_hash if account else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return account is not None and account.disabled_at is None


def _count(account: Account, right: bool, now: datetime, settings: Settings) -> None:
    if right:
        account.failed_attempts = 0
        account.locked_until = None
        return
    account.failed_attempts += 1
    if account.failed_attempts >= settings.login_lockout_attempts:
        account.failed_attempts = 0
        account.locked_until = now + timedelta(seconds=settings.login_lockout_s)


def open_session(
    session: Session,
    settings: Settings,
    account: Account,
    address: str | None,
    agent: str | None,
    until: datetime | None = None,
    world: str = LIVE,
) -> str:
    """Start a server-side session in a world and return the cookie's secret.

    It ends after the time of a working day, or at ``until`` where that is said.
    """
    secret = secrets.token_urlsafe(32)
    now = clock.now(session)
    session.add(
        SignInSession(
            account_id=account.id,
            token_hash=digest(secret),
            world=world,
            created_at=now,
            last_seen_at=now,
            expires_at=until or now + timedelta(seconds=settings.session_absolute_s),
            address=address,
            user_agent=(agent or "")[:300],
        )
    )
    return secret


def set_cookie(
    response: Response, settings: Settings, secret: str, lasts_s: float, world: str = LIVE
) -> None:
    """Give the browser the secret of its session, for as long as the session can last.

    It is sent to its own world's address; that of the live world is read at no other.
    """
    response.set_cookie(
        cookie_of(world),
        secret,
        max_age=int(lasts_s),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path=f"{address_of(world)}/",
    )


def end_session(session: Session, session_id: UUID) -> None:
    """End a session at once."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(revoked_at=clock.now(session))
    )


def actor_by_cookie(
    session: Session,
    settings: Settings,
    table: dict[str, frozenset[str]],
    secret: str,
    world: str = LIVE,
) -> Actor | None:
    """Return the actor of a cookie, or None when the session is unknown, ended or idle too long.

    A session is good in its own world alone.
    """
    now = clock.now(session)
    query = (
        select(SignInSession, Account)  # the account comes along, which saves a query
        .join(Account, Account.id == SignInSession.account_id)
        .where(SignInSession.token_hash == digest(secret))
    )
    found = session.execute(query).first()
    row = found[0] if found else None
    if row is None or row.revoked_at is not None or row.expires_at <= now or row.world != world:
        return None
    if row.last_seen_at + timedelta(seconds=settings.session_idle_s) <= now:
        return None
    if row.last_seen_at + _TOUCH_EVERY <= now:
        row.last_seen_at = now
    return _actor(session, table, row.account_id, row.world, session_id=row.id)


def actor_by_token(session: Session, table: dict[str, frozenset[str]], secret: str) -> Actor | None:
    """Return the actor of a program's key: its owner, within the key's scopes and area.

    What the key writes bears its name beside its owner's.
    """
    now = clock.now(session)
    row = session.scalar(select(ApiToken).where(ApiToken.token_hash == digest(secret)))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    if row.last_used_at is None or row.last_used_at + _TOUCH_EVERY <= now:
        row.last_used_at = now
    owner = _actor(session, table, row.account_id, LIVE)
    if owner is None:
        return None
    area = session.get_one(Jurisdiction, row.area_code)
    held = (within(grant, area) for grant in owner.grants)
    grants = tuple(grant for grant in held if grant is not None)
    return replace(
        owner,
        name=f"{owner.name} · {row.name}",
        grants=grants,
        permissions=_permissions(table, grants) & frozenset(row.scopes),
        token_id=row.id,
        calls_per_min=row.calls_per_min,
    )


def acting_as(session: Session, table: dict[str, frozenset[str]], username: str) -> Actor:
    """Return who a command on the machine itself acts as, with what that account may do."""
    account_id = session.scalar(select(Account.id).where(Account.username == username))
    found = _actor(session, table, account_id, LIVE) if account_id is not None else None
    if found is None:
        raise NotFound(noun="account")
    return found


def _actor(
    session: Session,
    table: dict[str, frozenset[str]],
    account_id: UUID,
    world: str,
    *,
    session_id: UUID | None = None,
) -> Actor | None:
    account = session.get_one(Account, account_id)
    if account.disabled_at is not None:
        return None
    is_live = world == LIVE
    grants = grants_of(session, account_id) if is_live else seats_of(session, account_id, world)
    leads = account.team_id if is_live else team_led(session, account_id, world)
    permissions = _permissions(table, grants)
    if not is_live and is_over(session, world):
        permissions = frozenset(one for one in permissions if outlives(one))
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        locale=account.locale,
        team_id=leads,
        world=world,
        grants=grants,
        permissions=permissions,
        session_id=session_id,
    )


def _permissions(table: dict[str, frozenset[str]], grants: tuple[Grant, ...]) -> frozenset[str]:
    roles = {grant.role for grant in grants}
    return frozenset(name for name, holders in table.items() if holders & roles)


def same_site(headers: dict[str, str], settings: Settings) -> bool:
    """Say whether a request's Origin, where it has one, is this site's own."""
    origin = headers.get("origin")
    if origin is None:
        return True
    if settings.public_origin and origin == settings.public_origin:
        return True
    return urlsplit(origin).netloc == headers.get("host")


def identify(
    database: Database,
    settings: Settings,
    table: dict[str, frozenset[str]],
    connection: HTTPConnection,
) -> Actor | None:
    """Return who is asking in the world whose address was called, or None.

    By bearer token, which is good in the live world alone, or by cookie.
    """
    world = world_of(connection)
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    cookie = connection.cookies.get(cookie_of(world))
    with database.transaction() as session:
        if scheme.lower() == "bearer" and token:
            return actor_by_token(session, table, token.strip()) if world == LIVE else None
        if cookie:
            return actor_by_cookie(session, settings, table, cookie, world)
    return None


def maybe_actor(request: Request) -> Actor | None:
    """Return the actor of a request, refusing cross-site writes made with a cookie."""
    state = request.app.state
    headers = {name.lower(): value for name, value in request.headers.items()}
    actor = identify(state.database, state.settings, state.permissions, request)
    if actor is not None and actor.token_id is not None and actor.calls_per_min is not None:
        call_rates.require(actor.token_id, actor.calls_per_min)
    writes_by_cookie = (
        actor is not None and actor.session_id is not None and request.method not in _SAFE
    )
    from_our_pages = CSRF_HEADER in headers and same_site(headers, state.settings)
    if writes_by_cookie and not from_our_pages:
        raise CrossSiteRequest()
    return actor


MaybeActor = Annotated[Actor | None, Depends(maybe_actor)]


async def signed_in(actor: MaybeActor) -> Actor:
    """Refuse whoever is not signed in."""
    if actor is None:
        raise NotSignedIn()
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


def allow(*permissions: str) -> DependsMarker:
    """Return the dependency that lets only holders of one of these permissions pass.

    Whoever passes acts where a role gives the permission, not wherever another role lets them look.
    """

    async def holder(request: Request, actor: SignedIn) -> Actor:
        held = [permission for permission in permissions if actor.may(permission)]
        if not held:
            raise Forbidden(permission=permissions[0])
        table: dict[str, frozenset[str]] = request.app.state.permissions
        return actor.acting_as(frozenset().union(*(table[permission] for permission in held)))

    holder.permissions = permissions  # type: ignore[attr-defined]
    marker: DependsMarker = Depends(holder)
    return marker
