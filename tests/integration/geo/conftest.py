"""People with roles in the demo city."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from core.auth import Actor
from core.db import LIVE
from core.grants import Grant
from core.visibility import prefix_of

MakeActor = Callable[[str, str], Actor]


@pytest.fixture
def town(desk: Session) -> Session:
    """A session in the demo city that is rolled back after the test."""
    return desk


@pytest.fixture
def actor_in() -> MakeActor:
    """A maker of actors with one role in one jurisdiction."""

    def make(role: str, code: str) -> Actor:
        return Actor(
            account_id=uuid4(),
            username=role,
            name=role,
            locale="zh-CN",
            team_id=None,
            world=LIVE,
            grants=(Grant(role, code, code, prefix_of(code)),),
            permissions=frozenset(),
            session_id=None,
        )

    return make
