"""Who plays what: the roles that the system plays, and how it acts in them.

A role is the system's where the exercise says so and no person has a seat that covers the place, or
for a team leader that team. A seat given to somebody counts from the next step on.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.grants import Grant
from core.models import Jurisdiction, Seat
from core.outbox import undone_together
from core.visibility import sees
from exercises.field.draws import Luck
from exercises.lifecycle import State
from exercises.models import Exercise

_NAMES = UUID("7c9d2b4e-5f60-5a71-8b2c-73696d706c61")
MARK = "模拟·"
"""Stands before the name of everybody whom the system plays."""
TITLES = {"commander": "指挥长", "duty_officer": "值班员", "scene": "现场", "caller": "110报警"}


@dataclass(frozen=True)
class Cast:
    """An exercise as the system plays in it at one instant."""

    world: str
    area_code: str
    area_prefix: str
    seed: int
    now: datetime
    played: frozenset[str]
    seats: tuple[tuple[str, str, UUID | None], ...]
    """Role, prefix of the area and team of each seat that a person has."""

    def luck(self, thing: str) -> Luck:
        """Return the luck of a thing in this exercise."""
        return Luck(self.seed, thing)

    def plays(self, role: str, code: str) -> bool:
        """Say whether the system plays a role at a place."""
        if role not in self.played:
            return False
        return not any(held == role and sees([prefix], code) for held, prefix, _team in self.seats)

    def leads(self, team_id: UUID) -> bool:
        """Say whether the system leads a team."""
        led = {team for role, _prefix, team in self.seats if role == "team_leader"}
        return "team_leader" in self.played and team_id not in led

    def officer(self, role: str, title: str) -> Actor:
        """Return somebody with a role in the whole area of the exercise."""
        grant = Grant(role, self.area_code, self.area_code, self.area_prefix)
        return self._actor(MARK + title, (grant,), None)

    def leader(self, team_id: UUID, name: str) -> Actor:
        """Return the leader of a team."""
        grant = Grant("team_leader", self.area_code, self.area_code, self.area_prefix)
        return self._actor(MARK + name, (grant,), team_id)

    def _actor(self, name: str, grants: Sequence[Grant], team_id: UUID | None) -> Actor:
        return Actor(
            account_id=uuid5(_NAMES, name),
            username="simulated",
            name=name,
            locale="zh-CN",
            team_id=team_id,
            world=self.world,
            grants=tuple(grants),
            permissions=frozenset(),
            session_id=None,
        )


def cast_of(session: Session) -> Cast | None:
    """Return who plays what in the exercise of this world; None where none is running."""
    found = session.execute(
        select(Exercise.area_code, Jurisdiction.prefix, Exercise.seed, Exercise.played_by_system)
        .join(Jurisdiction, Jurisdiction.code == Exercise.area_code)
        .where(Exercise.world == session.info["world"], Exercise.state == State.RUNNING.value)
    ).first()
    if found is None:
        return None
    seats = session.execute(
        select(Seat.role, Jurisdiction.prefix, Seat.team_id)
        .join(Jurisdiction, Jurisdiction.code == Seat.jurisdiction_code)
        .where(Seat.world == session.info["world"])
    )
    return Cast(
        world=session.info["world"],
        area_code=found[0],
        area_prefix=found[1],
        seed=found[2],
        now=clock.now(session),
        played=frozenset(found[3]),
        seats=tuple((role, prefix, team_id) for role, prefix, team_id in seats),
    )


@contextmanager
def acting(session: Session, actor: Actor) -> Iterator[Actor]:
    """Let what is written inside be known as somebody's doing; undo all of it if it is refused."""
    before = session.info.get("actor_id"), session.info.get("actor_name")
    session.info.update(actor_id=actor.account_id, actor_name=actor.name)
    try:
        with undone_together(session):
            yield actor
    finally:
        session.info.update(actor_id=before[0], actor_name=before[1])
