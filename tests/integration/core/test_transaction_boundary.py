"""The answer leaves only after the commit, and a repeated call has one effect."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

import app.errors
from core import clock, outbox
from core.auth import SignedIn, allow, digest
from core.config import Settings
from core.db import Database
from core.models import (
    Account,
    ApiToken,
    IdempotencyKey,
    Jurisdiction,
    Membership,
    SignInRecord,
    World,
)
from core.outbox import Happening
from core.transaction import KEY_KEPT, SessionDep, forget_keys, router

DEFERRED = (
    "CREATE TEMP TABLE fails_late (x int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"
)
SECRET = "mst_secret-of-the-test"


class Something(Happening):
    """Something that happened."""


def _account(database: Database) -> UUID:
    with database.transaction() as session:
        now = clock.now(session)
        session.add(World(name="live", kind="live", title="实战", created_at=now))
        session.add(Jurisdiction(code="420100", name="武汉市", level="city", prefix="4201"))
        account = Account(username="duty", display_name="值班员", password_hash="-", created_at=now)
        session.add(account)
        session.flush()
        session.add(
            Membership(account_id=account.id, role="duty_officer", jurisdiction_code="420100")
        )
        session.add(
            ApiToken(
                account_id=account.id,
                name="test",
                token_hash=digest(SECRET),
                scopes=["log.write"],
                area_code="420100",
                calls_per_min=600,
                created_at=now,
                expires_at=now.replace(year=now.year + 1),
            )
        )
        return account.id


@pytest.fixture
def client(committed: Database) -> TestClient:
    """A service with three routes: one commits, one fails at commit, one needs a permission."""
    _account(committed)
    application = FastAPI()
    application.state.database = committed
    application.state.settings = Settings()
    application.state.permissions = {"log.write": frozenset({"duty_officer"}), "x": frozenset()}
    routes = router("test")

    @routes.post("/late-failure")
    def fail_late(session: SessionDep) -> dict[str, bool]:
        session.execute(text(DEFERRED))
        session.execute(text("INSERT INTO fails_late VALUES (1), (1)"))
        return {"ok": True}

    @routes.post("/remember")
    def remember(session: SessionDep, actor: SignedIn, what: str) -> dict[str, str]:
        session.add(
            SignInRecord(at=clock.now(session), username=what, outcome="test", account_id=None)
        )
        return {"what": what}

    @routes.post("/forbidden")
    def forbid(_actor: Annotated[object, allow("x")]) -> dict[str, bool]:
        return {"ok": True}

    application.include_router(routes)
    app.errors.install(application)
    return TestClient(application, raise_server_exceptions=False)


def _count(database: Database) -> int:
    with database.picture() as session:
        return session.scalar(select(func.count()).select_from(SignInRecord)) or 0


BEARER = {"Authorization": f"Bearer {SECRET}"}


def test_a_commit_that_fails_is_never_answered_with_success(client: TestClient) -> None:
    answer = client.post("/api/late-failure")
    assert answer.status_code >= 500
    assert answer.json()["code"] == "internal_error"


def test_the_same_key_has_one_effect_and_the_same_answer(
    client: TestClient, committed: Database
) -> None:
    headers = BEARER | {"Idempotency-Key": "key-00000001"}
    first = client.post("/api/remember?what=a", headers=headers)
    again = client.post("/api/remember?what=a", headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert _count(committed) == 1


def test_a_call_that_nobody_repeats_any_more_is_forgotten(
    client: TestClient, committed: Database
) -> None:
    for key in ("key-00000003", "key-00000004"):
        client.post("/api/remember?what=a", headers=BEARER | {"Idempotency-Key": key})
    with committed.transaction() as session:
        old = session.scalars(
            select(IdempotencyKey).where(IdempotencyKey.key == "key-00000003")
        ).one()
        old.created_at -= KEY_KEPT + timedelta(seconds=1)
    with committed.transaction() as session:
        assert forget_keys(session) == 1
        assert session.scalars(select(IdempotencyKey.key)).all() == ["key-00000004"]


def test_a_key_used_for_another_request_is_refused(client: TestClient) -> None:
    headers = BEARER | {"Idempotency-Key": "key-00000002"}
    client.post("/api/remember?what=a", headers=headers)
    other = client.post("/api/remember?what=a", headers=headers, json={"other": 1})
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


def test_whoever_is_not_signed_in_gets_401_and_nothing_is_written(
    client: TestClient, committed: Database
) -> None:
    answer = client.post("/api/remember?what=a")
    assert answer.status_code == 401
    assert _count(committed) == 0


def test_a_permission_that_no_role_holds_is_held_by_nobody(client: TestClient) -> None:
    assert client.post("/api/forbidden", headers=BEARER).status_code == 403


def test_an_error_speaks_the_language_that_was_asked_for(client: TestClient) -> None:
    chinese = client.post("/api/remember?what=a").json()["detail"]
    english = client.post("/api/remember?what=a", headers={"Accept-Language": "en"}).json()
    assert "未登录" in chinese
    assert "not signed in" in english["detail"]


def test_what_was_written_together_is_told_apart_from_what_followed_at_once(
    committed: Database,
) -> None:
    account = _account(committed)
    for count in (3, 2):
        with committed.transaction() as session:
            session.info["actor_id"] = account
            for _ in range(count):
                outbox.record(session, Something(kind="something.done"), audience=[])
    with committed.picture() as session:
        told = outbox.after(session, 0, 100)
        together = [outbox.were_written_together(session, told[0], one) for one in told]
    assert together == [True, True, True, False, False]
