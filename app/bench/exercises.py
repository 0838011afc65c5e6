"""Ten exercises at ten times the clock beside the live world: what commands there take longer.

A real service, its worker and the worker of exercises on the demo city. Commands of a duty officer
are timed alone, then with ten exercises that the system plays, in turns of pausing and going.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select

from app.bench.registry import Asked, Figure, benchmark
from app.seed.generator import generate
from app.seed.load import DEMO_PASSWORD, seed_demo
from app.testing.clients import Caller, JsonObject
from app.testing.databases import cloned_database, cluster_address, make_template
from app.testing.server import anew, running_process, running_server
from app.testing.story import report_leak, start_response
from core.config import Environment, Settings
from core.db import Database
from core.models import Event
from exercises.scenarios import shipped

EXERCISES, QUICK_EXERCISES = 10, 2
TEAMS, SPEED = 200, 10.0
AREA = "420100"
ROUNDS, QUICK_ROUNDS = 4, 1
ROUND_S = 30.0
EVERY_S = 0.25
WARM_UP_S = 60.0
PATIENCE_S = 180.0
UNCHANGED = 1.2
"""So much longer at the most: the target."""
_NO_NIGHT = {"MUSTER_READINESS_HOUR": "-1"}
"""A city that was never tested tests its plans at once: the commands alone are to be alone."""
ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]


@benchmark("exercises", "ten exercises at ten times the clock beside the live world's commands")
def measure(asked: Asked) -> Iterator[Figure]:
    """Time the live world's commands without, with paused and with running exercises."""
    count = QUICK_EXERCISES if asked.quick else EXERCISES
    rounds = QUICK_ROUNDS if asked.quick else ROUNDS
    with _served() as city, Caller(city.address, "commander", DEMO_PASSWORD) as director:
        duty = _Duty(city.stack.enter_context(Caller(city.address, "duty", DEMO_PASSWORD)))
        duty.work(ROUND_S)
        alone = [one for _ in range(rounds) for one in duty.work(ROUND_S)]
        going = [_started(director, number) for number in range(count)]
        time.sleep(WARM_UP_S)
        paused: list[float] = []
        running: list[float] = []
        for _ in range(rounds):
            running += duty.work(ROUND_S)
            _turn(director, going, "pause")
            paused += duty.work(ROUND_S)
            _turn(director, going, "resume")
        yield from _figures(alone, paused, running, _played(city.url, going))


@dataclass(frozen=True)
class _City:
    """Where it is reached, its database, and what ends with it."""

    address: str
    url: str
    stack: ExitStack

    def __enter__(self) -> "_City":
        return self

    def __exit__(self, *_error: object) -> None:
        self.stack.close()


def _served() -> _City:
    stack = ExitStack()
    address = stack.enter_context(cluster_address())
    make_template(address)
    url = stack.enter_context(cloned_database(address))
    database = Database(url)
    quiet = Settings(environment=Environment.TEST)
    seed_demo(database, quiet, lambda _line: None, records=generate(database.clock(), teams=TEAMS))
    database.dispose()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-")))
    demo = {"MUSTER_ENVIRONMENT": "demo", **_NO_NIGHT}
    server = stack.enter_context(running_server(url, folder, demo, start=anew))
    for part in ("worker", "exercise-worker"):
        stack.enter_context(running_process(part, url, folder, demo, start=anew))
    return _City(server.address, url, stack)


class _Duty:
    """A duty officer who works without a rest in the live world."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.incident = report_leak(caller)
        start_response(caller, self.incident)

    def work(self, for_s: float) -> list[float]:
        """Give a command every so often; return how long each took, in milliseconds."""
        took: list[float] = []
        begun_s = time.monotonic()
        number = 0
        while (due_s := begun_s + number * EVERY_S) < begun_s + for_s:
            time.sleep(max(0.0, due_s - time.monotonic()))
            took.append(self._command(number))
            number += 1
        return took

    def _command(self, number: int) -> float:
        path = f"/incidents/{self.incident['id']}"
        if number % 4 == 3:
            known = self.caller.get(path)
            began = time.perf_counter()
            self.caller.patch(path, {"exposed": 60 + number}, known["version"])
        else:
            began = time.perf_counter()
            self.caller.post(f"{path}/log", {"text": f"测试记录 {number}"})
        return (time.perf_counter() - began) * 1000


def _started(director: Caller, number: int) -> JsonObject:
    """Make an exercise from a shipped scenario, wait for its world and start it."""
    scripts = shipped()
    wanted = {
        "scenario": scripts[number % len(scripts)].model_dump(mode="json", exclude_unset=True),
        "title": f"并行演练 {number + 1}",
        "area_code": AREA,
        "speed": SPEED,
        "seed": number,
        "played_by_system": ROLES,
    }
    planned = director.post("/exercises", wanted)
    give_up_at_s = time.monotonic() + PATIENCE_S
    while (seen := director.get(f"/exercises/{planned['id']}"))["state"] == "preparing":
        if time.monotonic() > give_up_at_s:
            raise RuntimeError("the world of an exercise was not made")
        time.sleep(0.2)
    started: JsonObject = director.post(f"/exercises/{seen['id']}/start", None, seen["version"])
    return started


def _turn(director: Caller, going: list[JsonObject], act: str) -> None:
    for one in going:
        seen = director.get(f"/exercises/{one['id']}")
        director.post(f"/exercises/{one['id']}/{act}", None, seen["version"])


def _played(url: str, going: list[JsonObject]) -> dict[str, Any]:
    """Count what happened in the exercises, so that nobody takes standing still for speed."""
    database = Database(url)
    counts = []
    try:
        for one in going:
            with database.picture(one["world"]) as session:
                kinds = select(Event.kind, func.count()).group_by(Event.kind)
                counts.append(dict(session.execute(kinds).tuples().all()))
    finally:
        database.dispose()
    return {
        "events_each": round(median(sum(one.values()) for one in counts)),
        "orders_in_all": sum(one.get("order.issued", 0) for one in counts),
        "least_proposals_each": min(one.get("proposal.proven", 0) for one in counts),
    }


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _figures(
    alone: list[float], paused: list[float], running: list[float], played: dict[str, Any]
) -> Iterator[Figure]:
    base = _p95(alone)
    facts = {
        "peer_name": "the same commands without any exercise",
        "alone_p50_ms": round(median(alone), 1),
    }
    for name, took in (("paused", paused), ("running", running)):
        yield Figure(
            f"live command with exercises {name}, p95",
            round(_p95(took), 1),
            "ms",
            len(took),
            round(base, 1),
            round(base * UNCHANGED, 1),
            facts={
                **facts,
                "p50_ms": round(median(took), 1),
                **(played if name == "running" else {}),
            },
        )
