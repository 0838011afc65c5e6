"""The command that plays a scenario by the system alone, in minutes: ./muster dry-run."""

import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.stack import CannotStart, any_database
from core.config import Settings, get_settings
from core.local_time import BEIJING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from app.dry_run import DryRun
    from exercises.scenario import Scenario

ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]


def dry_run(
    scenario: Annotated[str, typer.Argument(help="a muster-scenario/1 file, or a shipped one")],
    by: Annotated[str, typer.Option("--by", help="the account of the director")],
    area: Annotated[str | None, typer.Option(help="code of the area; default: as written")] = None,
    seed: Annotated[int | None, typer.Option(help="of everything that is drawn")] = None,
    step_s: Annotated[int, typer.Option("--step", min=1, max=600, help="seconds a step")] = 30,
    as_of: Annotated[
        datetime | None,
        typer.Option(help="teams and goods as old as then; default: as the live log ends"),
    ] = None,
    log: Annotated[Path | None, typer.Option("--log", help="where the log goes")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="data directory")] = None,
) -> None:
    """Play a scenario to its end by the system alone, in steps; the same each time."""
    if data is not None:
        os.environ["MUSTER_DATA_DIR"] = str(data.absolute())
        get_settings.cache_clear()
    settings, script = get_settings(), _read(scenario)
    with (
        any_database(settings) as url,
        _begun(settings, url, by, script, area, seed, _at(as_of)) as run,
    ):
        for by_s in steps(script.lasts_s, step_s):
            run.step(by_s)
            told = f"{run.elapsed_s // 60:>5} / {script.lasts_s // 60} min"
            print(f"\r{told}", end="", file=sys.stderr)
        print(file=sys.stderr)
        lines = list(run.log())
        if log is not None:
            log.write_bytes(b"".join(lines))
        _tell(run)


def steps(lasts_s: int, step_s: int) -> list[int]:
    """Return by how many seconds each step goes: the last one only as far as the end."""
    whole, rest = divmod(lasts_s, step_s)
    return [step_s] * whole + ([rest] if rest else [])


def _at(told: datetime | None) -> datetime | None:
    """Return an instant; one without a time zone is meant as it is said here."""
    return told if told is None or told.tzinfo else told.replace(tzinfo=BEIJING)


def _read(scenario: str) -> "Scenario":
    from pydantic import ValidationError

    from exercises.scenario import Scenario
    from exercises.scenarios import shipped

    for one in shipped():
        if one.id == scenario:
            return one
    try:
        return Scenario.model_validate_json(Path(scenario).read_bytes())
    except OSError as error:
        known = ", ".join(one.id for one in shipped())
        raise CannotStart(f"{scenario}: {error.strerror}; shipped are {known}") from None
    except ValidationError as error:
        raise CannotStart(f"{scenario}: {error}") from None


def _begun(
    settings: Settings,
    url: str,
    by: str,
    script: "Scenario",
    area: str | None,
    seed: int | None,
    as_of: datetime | None,
) -> "AbstractContextManager[DryRun]":
    from app import wiring
    from app.dry_run import dry_run_of
    from app.permissions import PERMISSIONS
    from core.auth import acting_as
    from core.db import Database
    from exercises.schemas import ExerciseIn
    from geo.road_book import RoadBook

    database = Database(url, pool_size=1)
    with database.transaction() as session:
        director = acting_as(session, PERMISSIONS, by)
    database.dispose()
    wanted = ExerciseIn(
        scenario=script,
        area_code=area or script.area_code or director.grants[0].jurisdiction_code,
        seed=script.seed if seed is None else seed,
        speed=1.0,
        played_by_system=ROLES,
    )
    roads = RoadBook(wiring.road_file(settings), settings.data_dir / "roads")
    return dry_run_of(settings, url, roads, director, wanted, as_of)


def _tell(run: "DryRun") -> None:
    """Say in a few numbers how it went."""
    kinds = Counter(run.kinds())
    named = ("inject.given", "need.raised", "order.issued", "order.arrived", "order.delivered")
    print(f"{sum(kinds.values())} events")
    for kind in named:
        print(f"{kinds[kind]:>6} {kind}")
