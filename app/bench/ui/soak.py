"""Eight busy hours in minutes: events through the real feed, and what the page holds afterwards."""

import json
import re
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from playwright.sync_api import Page

from app.bench.ui import screen, traffic
from app.bench.ui.city import USERNAME, City
from app.seed.accounts import DEMO_PASSWORD
from app.testing.clients import Caller, JsonObject
from core import outbox
from core.config import PROJECT_ROOT
from core.db import Database

COURSE = PROJECT_ROOT / "tests" / "data" / "golden" / "chlorine_leak.json"
AUDIENCE = ["j:420100"]
AT_ONCE = 500
WARM_UP = 2_000
LIVES_EVERY, SOLVES = 10_000, 25
"""Among so many changes one large incident lives from its report to its end, a score of them in
eight hours, and so many proposals are worked out."""

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_STATES = ("en_route", "on_scene", "returning", "available", "assigned")

Told = tuple[str, JsonObject]
"""A kind and the record that goes with it."""


@dataclass(frozen=True)
class Growth:
    """Bytes held before and after, and how long the telling took."""

    before: int
    after: int
    took_s: float


def growth_of_events(page: Page, city: City, events: int) -> Growth:
    """Tell the page so many events through outbox, service and WebSocket; weigh it around them."""
    cdp = page.context.new_cdp_session(page)
    database = Database(city.url)
    ground = screen.ground(page)
    try:
        with Caller(city.address, USERNAME, DEMO_PASSWORD) as caller:
            stream = _stream(caller.get("/snapshot"))
        with traffic.moving_teams(city.url, ground.box):
            _tell(page, database, islice(stream, WARM_UP), 0)
            before = screen.heap_bytes(cdp)
            begun_s = time.monotonic()
            _tell(page, database, islice(stream, events), WARM_UP)
            took_s = time.monotonic() - begun_s
        return Growth(before, screen.heap_bytes(cdp), took_s)
    finally:
        database.dispose()


def growth_of_switching(page: Page, times: int) -> int:
    """Open so many incidents and panels one after the other; return the bytes kept since a third.

    The first third brings in what is loaded once; it is not counted.
    """
    cdp = page.context.new_cdp_session(page)
    numbers: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('[data-test^=incident-]')]"
        ".map(row => row.dataset.test).filter(name => /[0-9]/.test(name))"
    )
    before = 0
    for turn in range(times):
        if turn == times // 3:
            before = screen.heap_bytes(cdp)
        _look_round(page, numbers[turn % len(numbers)], turn)
    page.keyboard.press("Escape")
    return screen.heap_bytes(cdp) - before


def _look_round(page: Page, incident: str, turn: int) -> None:
    """Open an incident and one of its tabs, and now and then another panel."""
    page.locator(f"[data-test='{incident}']").first.click()
    tabs = page.locator("[data-test=incident-panel] [data-test^=tab-]")
    with suppress(Exception):
        tabs.nth(turn % max(1, tabs.count())).click(timeout=2_000)
    page.wait_for_timeout(30)
    if turn % 4 == 0:
        page.keyboard.press("Escape")


def _tell(page: Page, database: Database, events: Iterator[Told], begun: int) -> None:
    """Commit the events by hundreds; go on when the last of each hundred is painted."""
    number = begun
    while chunk := list(islice(events, AT_ONCE)):
        number += len(chunk)
        mark = traffic.MARK.format(number=number)
        last = next(record for kind, record in reversed(chunk) if kind == "incident.corrected")
        last["title"] = f"测试事件 {mark}"
        _commit(database, chunk)
        page.wait_for_function("number => window.__bench.painted[number]", arg=number)


def _commit(database: Database, chunk: list[Told]) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "at": now,
            "kind": kind,
            "incident_id": None,
            "audience": AUDIENCE,
            "actor_id": None,
            "actor_name": None,
            "data": {kind.split(".")[0]: record},
            "schema": 1,
        }
        for kind, record in chunk
    ]
    with database.transaction() as session:
        session.info["happenings"] = rows
        outbox.ring_positions(session)


def _stream(snapshot: JsonObject) -> Iterator[Told]:
    """Changes of what stands, and again and again a whole incident from its report to its end."""
    standing = {row["id"]: row for row in snapshot["incidents"]}
    teams = {row["id"]: row for row in snapshot["teams"]}
    needs = {row["id"]: row for row in snapshot["needs"]}
    changes = _changes(list(teams.values()), list(standing.values()), list(needs.values()))
    proposal = snapshot["proposals"][-1]
    for life in count():
        for number in range(SOLVES):
            yield from islice(changes, LIVES_EVERY // SOLVES)
            proposal = yield from _solve(proposal, f"{life} {number}")
        yield from _life(life, list(teams))


def _solve(before: JsonObject, name: str) -> Generator[Told, None, JsonObject]:
    """A new proposal is asked for, worked on and proven, and takes the place of the one before."""
    fresh = {**before, "id": str(uuid5(NAMESPACE_OID, name)), "number": before["number"] + 1}
    fresh["version"] = 0
    for verb in ("requested", "solving", "improved", "proven"):
        state = "solving" if verb == "improved" else verb
        yield f"proposal.{verb}", _newer(fresh, state=state)
    yield "proposal.superseded", _newer(before, state="superseded")
    return fresh


def _changes(
    teams: list[JsonObject], standing: list[JsonObject], needs: list[JsonObject]
) -> Iterator[Told]:
    """Teams change state, incidents are corrected, needs are changed: ten teams to one of each."""
    for turn in count():
        for step in range(10):
            team = teams[(turn * 10 + step) % len(teams)]
            yield "team.changed", _newer(team, state=_STATES[(turn + step) % len(_STATES)])
        yield "need.changed", _newer(needs[turn % len(needs)], quantity=1 + turn % 9)
        yield "incident.corrected", _newer(standing[turn % len(standing)], title=f"测试 {turn}")


def _newer(record: JsonObject, **changed: Any) -> JsonObject:
    """Change a record in place, count its version on, and return it as it is now."""
    record.update(changed, version=record["version"] + 1)
    return dict(record)


def _life(life: int, team_ids: list[str]) -> Iterator[Told]:
    """A recorded course told anew: things get ids of their own, its teams are those of the city."""
    course = json.loads(COURSE.read_text(encoding="utf-8"))
    known = [row["id"] for row in course["before"]["teams"]]
    known += [row["id"] for row in course["before"]["depots"]]
    place = {one: team_ids[(life * 7 + n) % len(team_ids)] for n, one in enumerate(known)}

    def renamed(found: re.Match[str]) -> str:
        return place.get(found[0]) or str(uuid5(NAMESPACE_OID, f"{life} {found[0]}"))

    for event in course["events"]:
        noun = event["kind"].split(".")[0]
        if noun in ("team", "depot", "lot") or noun not in event:
            continue
        yield event["kind"], json.loads(_ID.sub(renamed, json.dumps(event[noun])))
