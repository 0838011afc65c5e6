"""Determinism: the same scenario, seed and acts of players give the same log, byte for byte."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from app.dry_run import DryRun, dry_run_of
from app.permissions import PERMISSIONS
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from core.auth import Actor, acting_as
from core.config import Environment, Settings
from core.db import Database
from exercises.giving_doing import system_actor
from exercises.scenarios import shipped
from exercises.schemas import ExerciseIn
from geo.road_book import RoadBook
from incidents import service_reports
from incidents.models import Incident
from incidents.schemas import LogEntryIn

Child = subprocess.Popen[bytes]
AREA, STEP_S, MINUTES = "420111", 30, 14
ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]
NOTE_AT_S = (300, 600)
OTHER_PLANS = "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off"
"""Let the database find the same rows in another order wherever a query names none."""


def test_two_runs_write_the_same_bytes_and_another_seed_does_not(
    city_template: Address, tmp_path: Path
) -> None:
    with (
        cloned_database(city_template, CITY_TEMPLATE) as first_city,
        cloned_database(city_template, CITY_TEMPLATE) as second_city,
    ):
        other_run = begun(second_city, 8, "1", tmp_path)
        one = log_of(*begun(first_city, 7, "1", tmp_path))
        again = log_of(*begun(first_city, 7, "2", tmp_path, OTHER_PLANS))
        other = log_of(*other_run)
    assert one == again
    assert one != other
    kinds = Counter(json.loads(line)["kind"] for line in one.splitlines())
    assert kinds["log_entry.written"] >= len(NOTE_AT_S)
    assert kinds["order.issued"] >= 5
    assert kinds["order.departed"] >= 3
    assert kinds["proposal.proven"] >= 1
    assert kinds["alarm.acknowledged"] >= 1
    assert kinds["alarm.repeated"] <= 3 * kinds["alarm.raised"]


def begun(
    url: str, seed: int, hash_seed: str, folder: Path, database_options: str = ""
) -> tuple[Child, Path]:
    """Play it in a process of its own, in which sets and dictionaries hash in another way."""
    output = folder / f"{seed}-{hash_seed}.ndjson"
    own = {
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PGOPTIONS": database_options,
    }
    command = [sys.executable, "-P", __file__, url, str(seed), str(output)]
    return subprocess.Popen(command, env={**os.environ, **own}), output


def log_of(process: Child, output: Path) -> bytes:
    """Wait for the end of a run and return what it wrote."""
    assert process.wait() == 0
    return output.read_bytes()


def play(url: str, seed: int, output: Path) -> None:
    """Play the beginning of the chlorine leak, in which a player notes down two things."""
    scenario = next(one for one in shipped() if one.id == "chlorine_tanker")
    settings = Settings(environment=Environment.TEST)
    database = Database(url, pool_size=1)
    with database.transaction() as session:
        director = acting_as(session, PERMISSIONS, "commander")
    database.dispose()
    wanted = ExerciseIn(
        scenario=scenario, area_code=AREA, seed=seed, speed=1.0, played_by_system=ROLES
    )
    with dry_run_of(settings, url, RoadBook(None, Path()), director, wanted) as run:
        for _ in range(MINUTES * 60 // STEP_S):
            run.step(STEP_S)
            if run.elapsed_s in NOTE_AT_S:
                note(run)
        output.write_bytes(b"".join(run.log()))


def note(run: DryRun) -> None:
    """A player writes down what was heard."""
    with run.database.transaction(run.world) as session:
        player: Actor = system_actor(run.world, AREA)
        incident = session.scalars(select(Incident).order_by(Incident.number)).first()
        assert incident is not None
        entry = LogEntryIn(text=f"第 {run.elapsed_s} 秒的记录")
        service_reports.write_log_entry(session, player, incident.id, entry)


if __name__ == "__main__":
    play(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
