"""What goes on in the city while its screen is measured, in a process of its own.

    python -P -m app.bench.ui.traffic move URL WEST,SOUTH,EAST,NORTH    until it is ended
    python -P -m app.bench.ui.traffic correct URL RATE COUNT            prints {number: committed}

Every change goes through the services of the product and is committed; the clock is the machine's.
"""

import json
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from subprocess import PIPE, Popen
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select

import incidents.schemas
import incidents.service
from app.bench.child_environment import environment_of_child
from app.bench.rivals import duty_officer
from core.db import Database
from incidents.models import Incident
from resources import schemas, service_positions
from resources.models import Team

MARK = "⟦{number}⟧"
"""How a correction is found again on the screen: it stands in the title of the incident."""
EVERY_S = 1.0
ROUND_S, REACH = 60.0, 0.002
"""Seconds of a round, and how wide it is as a share of the box."""

Box = tuple[float, float, float, float]


@contextmanager
def moving_teams(url: str, box: Box, *, apart: bool = False) -> Iterator[None]:
    """Move every team of the city once a second within a box, as long as the block.

    They stand where chance puts them, or apart, so that none is gathered with its neighbour.
    """
    process = _started("move" if not apart else "move-apart", url, ",".join(map(str, box)))
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.communicate()


def start_correcting(url: str, rate: float, count: int, told: IO[bytes]) -> "Popen[bytes]":
    """Begin to correct incidents at this rate; what ``committed`` reads is written to a file."""
    return _started("correct", url, str(rate), str(count), told=told)


def committed(process: "Popen[bytes]", told: IO[bytes]) -> dict[int, float]:
    """Return when each numbered correction was committed, in seconds since the epoch."""
    if process.wait():
        raise RuntimeError("the corrections failed")
    told.seek(0)
    return {int(number): at for number, at in json.loads(told.read()).items()}


def _started(*arguments: str, told: IO[bytes] | int = PIPE) -> "Popen[bytes]":
    command = [sys.executable, "-P", "-m", "app.bench.ui.traffic", *arguments]
    return Popen(command, env=environment_of_child(), stdout=told)


def _move(database: Database, box: Box, *, apart: bool) -> None:
    """Report all positions in one transaction a second, as a gateway of vehicles does."""
    with database.picture() as session:
        ids = list(session.scalars(select(Team.id).order_by(Team.id)))
    places = dict(zip(ids, _places(len(ids), apart=apart), strict=True))
    due_s = time.monotonic()
    for tick in range(sys.maxsize):
        with database.transaction() as session:
            moved = [_position(one, place, tick, box) for one, place in places.items()]
            service_positions.record_positions(session, moved)
        if tick == 0:
            print("moving", flush=True)
        due_s += EVERY_S
        time.sleep(max(0.0, due_s - time.monotonic()))


def _position(team_id: UUID, place: tuple[float, float], tick: int, box: Box) -> schemas.PositionIn:
    """Where a team is after so many seconds: each drives round a place of its own in the box."""
    west, south, east, north = box
    angle = sum(place) * 100 + tick / ROUND_S * 2 * math.pi
    return schemas.PositionIn(
        team_id=team_id,
        lon=round(west + (place[0] + REACH * math.cos(angle)) * (east - west), 6),
        lat=round(south + (place[1] + REACH * math.sin(angle)) * (north - south), 6),
        at=datetime.now(UTC),
        source="terminal",
    )


def _places(count: int, *, apart: bool) -> list[tuple[float, float]]:
    """Places as shares of the box's sides: by chance, or each as far from the others as can be."""
    if not apart:
        chance = Random(20261122)
        return [(chance.random(), chance.random()) for _ in range(count)]
    columns = math.ceil(math.sqrt(count))
    return [((n % columns + 0.5) / columns, (n // columns + 0.5) / columns) for n in range(count)]


def _correct(database: Database, rate: float, count: int) -> dict[int, float]:
    """Correct the incidents in turn; each correction is a transaction and bears its number."""
    duty = duty_officer(database)
    with database.picture() as session:
        ids = list(session.scalars(select(Incident.id).order_by(Incident.id)))
    made: dict[int, float] = {}
    begun_s = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begun_s + number / rate - time.monotonic()))
        made[number] = _correct_one(database, duty, ids[number % len(ids)], number)
    return made


def _correct_one(database: Database, duty: Any, incident_id: UUID, number: int) -> float:
    patch = incidents.schemas.IncidentPatch(title=f"测试事件 {MARK.format(number=number)}")
    with database.transaction() as session:
        seen = session.get_one(Incident, incident_id).version
        incidents.service.correct_incident(session, duty, incident_id, seen, patch)
        session.flush()
        return time.time()  # the commit itself is part of what is measured


def _main() -> None:
    task, url, *rest = sys.argv[1:]
    database = Database(url)
    if task.startswith("move"):
        west, south, east, north = map(float, rest[0].split(","))
        _move(database, (west, south, east, north), apart=task == "move-apart")
    print(json.dumps(_correct(database, float(rest[0]), int(rest[1]))), flush=True)


if __name__ == "__main__":
    _main()
