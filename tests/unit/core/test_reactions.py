"""Reactions to an event in its own transaction."""

from collections.abc import Iterator
from typing import Literal

import pytest
from pydantic import BaseModel
from sqlalchemy.orm import Session

from core import outbox, reactions
from core.errors import Conflict


class Bell(BaseModel):
    """Something that rings."""

    tone: int


class BellRang(outbox.Happening):
    """A bell rang."""

    kind: Literal["bell.rang"] = "bell.rang"
    bell: Bell


class BellHeard(outbox.Happening):
    """A bell was heard."""

    kind: Literal["bell.heard"] = "bell.heard"
    bell: Bell


def listen(session: Session, happening: BaseModel) -> None:
    assert isinstance(happening, BellRang)
    outbox.record(session, BellHeard(bell=happening.bell), audience=[])


def refuse(session: Session, happening: BaseModel) -> None:
    raise Conflict(why="too loud")


@pytest.fixture
def quiet() -> Iterator[None]:
    """Nothing stays registered after the test."""
    yield
    for reaction in (listen, refuse):
        reactions.off("bell.rang", reaction)


def rung(session: Session) -> list[str]:
    outbox.record(session, BellRang(bell=Bell(tone=440)), audience=["j:420100"])
    return [row["kind"] for row in session.info["happenings"]]


@pytest.mark.usefixtures("quiet")
def test_a_reaction_runs_at_once_and_its_events_follow_their_cause() -> None:
    reactions.on("bell.rang", listen)
    assert rung(Session()) == ["bell.rang", "bell.heard"]


@pytest.mark.usefixtures("quiet")
def test_registering_twice_reacts_once() -> None:
    reactions.on("bell.rang", listen)
    reactions.on("bell.rang", listen)
    assert rung(Session()).count("bell.heard") == 1


@pytest.mark.usefixtures("quiet")
def test_a_reaction_can_refuse_the_whole() -> None:
    reactions.on("bell.rang", refuse)
    with pytest.raises(Conflict):
        rung(Session())


@pytest.mark.usefixtures("quiet")
def test_what_was_taken_back_no_longer_reacts() -> None:
    reactions.on("bell.rang", listen)
    reactions.off("bell.rang", listen)
    assert rung(Session()) == ["bell.rang"]
