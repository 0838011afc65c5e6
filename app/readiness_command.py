"""The command that tests all plans now: ./muster readiness."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app.stack import CannotStart, any_database
from core.config import get_settings

if TYPE_CHECKING:
    from core.db import Database


def readiness(
    data: Annotated[Path | None, typer.Option("--data", help="data directory")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the cases, one JSON a line")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="a line for each thing asked for")] = False,
    run: Annotated[
        str | None, typer.Option("--run", help="carry out this waiting run; for the worker")
    ] = None,
) -> None:
    """Test every plan in force against today's teams, stock and roads; progress on stderr."""
    if data is not None:
        os.environ["MUSTER_DATA_DIR"] = str(data.absolute())
        get_settings.cache_clear()
    with any_database(get_settings()) as url:
        os.environ["MUSTER_DATABASE_URL"] = url
        get_settings.cache_clear()
        if run is not None:
            _waiting(UUID(run))
            return
        _now(url, "json" if as_json else "csv" if as_csv else "text")


def _waiting(run_id: UUID) -> None:
    from app.readiness_job import carry_out

    carry_out(get_settings(), run_id)


def _now(url: str, form: str) -> None:
    from app.readiness_job import UnderWay, carry_out_now
    from core.db import Database

    database = Database(url, pool_size=2)
    try:
        run_id, ended = carry_out_now(database, get_settings(), tell)
        print(file=sys.stderr)
        _print(database, run_id, form)
    except UnderWay as error:
        raise CannotStart(str(error)) from None
    finally:
        database.dispose()
    raise typer.Exit(0 if ended == "done" else 1)


def tell(stage: str, done: int, total: int) -> None:
    """Tell on one line how far a run is."""
    print(f"\r{stage:<10} {done:>7} / {total:<7}", end="", file=sys.stderr, flush=True)


def _print(database: "Database", run_id: UUID, form: str) -> None:
    from app import readiness_csv
    from app.csv_text import csv_text
    from plans import queries_readiness as queries

    with database.picture() as session:
        row = queries.find_run(session, run_id)
        if form == "text":
            print(json.dumps(queries.run_view(row).model_dump(mode="json"), ensure_ascii=False))
            return
        lines = queries.all_lines(session, run_id)
        if form == "csv":
            heading = readiness_csv.HEADINGS["zh"]
            print(csv_text(heading, readiness_csv.rows(lines, "zh")), end="")
            return
        for line in lines:
            print(line.model_dump_json())
