"""A service that starts before its database follows what is new, not the whole log."""

import anyio
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.hub import Hub, Hubs
from app.permissions import PERMISSIONS
from app.testing.services import Services
from core.auth import Actor, acting_as
from core.db import Database
from core.models import Event

NOBODY_ANSWERS = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def busy_city(city: Database, services: Services) -> Database:
    """A city in which something has happened already."""
    fire = {
        "kind": "fire_explosion",
        "title": "仓库火灾",
        "position": {"lon": 114.34, "lat": 30.5},
        "place_name": "洪山区珞狮南路",
    }
    with services.door(city) as enter:
        assert enter("duty").post("/api/incidents", json=fire).status_code == 201
    return city


def duty_officer(city: Database) -> Actor:
    with city.transaction() as session:
        return acting_as(session, PERMISSIONS, "duty")


async def caught_up(hub: Hub, city: Database) -> int:
    """Wait until the hub stands where the log ends; how many events there were."""
    with city.picture() as session:
        seqs = list(session.scalars(select(Event.seq).order_by(Event.seq)))
    with anyio.fail_after(20):
        while hub.seq < seqs[-1]:
            await anyio.sleep(0.05)
    return len(seqs)


def test_nothing_old_is_handed_out_when_the_database_comes_after_the_service(
    busy_city: Database,
) -> None:
    away = Database(NOBODY_ANSWERS)

    async def start_too_early() -> tuple[int, int]:
        hub = Hub(away)
        await hub.start()
        assert hub.seq == 0
        hub.database = busy_city
        listener = hub.join(duty_officer(busy_city))
        there = await caught_up(hub, busy_city)
        handed_out = listener.queue.qsize()
        await hub.stop()
        return there, handed_out

    there, handed_out = anyio.run(start_too_early)
    away.dispose()
    assert there > 0
    assert handed_out == 0


def test_nobody_listens_before_the_end_of_the_log_is_known(busy_city: Database) -> None:
    away = Database(NOBODY_ANSWERS)

    async def ask() -> int:
        hubs = Hubs(away)
        with pytest.raises(OperationalError):
            await hubs.of("live")
        hubs.live.database = busy_city
        hub = await hubs.of("live")
        return hub.seq

    seq = anyio.run(ask)
    away.dispose()
    with busy_city.picture() as session:
        assert seq == max(session.scalars(select(Event.seq)))
