"""The commands about speeds: a site's own table, learning from runs, a demo's history."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.config import Environment, Settings, get_settings

if TYPE_CHECKING:
    from core.db import Database

tables = typer.Typer(help="The speed table: export it, put an own one in force, go back.")

Data = Annotated[Path | None, typer.Option("--data", help="data folder")]


@contextmanager
def _database(data: Path | None) -> Iterator[tuple[Settings, "Database"]]:
    """The database of the site, started for as long as the command needs it."""
    from app.stack import any_database
    from core.db import Database

    if data is not None:
        os.environ["MUSTER_DATA_DIR"] = str(data.absolute())
        get_settings.cache_clear()
    settings = get_settings()
    with any_database(settings) as url:
        database = Database(url, pool_size=2)
        try:
            yield settings, database
        finally:
            database.dispose()


@tables.command("export")
def export_table(
    target: Annotated[Path, typer.Option("-o", "--output", help="CSV file to write")],
    data: Data = None,
) -> None:
    """Write the speed table in force as CSV, to be changed and imported again."""
    from geo.queries_roads import table_in_force
    from geo.speed_table_file import write_table

    with _database(data) as (_settings, database), database.transaction() as session:
        table = table_in_force(session)
    target.write_text(write_table(table), encoding="utf-8-sig", newline="")
    typer.echo(f"table {table.id} written to {target}")


@tables.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="CSV: road class by vehicle class, km/h")],
    by: Annotated[str, typer.Option("--by", help="who answers for these speeds")],
    data: Data = None,
) -> None:
    """Put a site's own speeds in force, all or none; wrong cells are named with row and column."""
    from geo.service_roads import enter_table
    from geo.speed_table_file import read_table

    kmh, troubles = read_table(file)
    for one in troubles[:50]:
        typer.echo(f"row {one.row}, {one.column}: {one.message}", err=True)
    if troubles:
        typer.echo(f"{len(troubles)} wrong cell(s); nothing was changed", err=True)
        raise typer.Exit(1)
    with _database(data) as (_settings, database), database.transaction() as session:
        session.info.update(actor_name=by)
        entered = enter_table(session, file.name, kmh, by)
    typer.echo(f"speed table {entered.number} is in force; learnt factors were set aside")


@tables.command("reset")
def reset_table(data: Data = None) -> None:
    """Go back to the shipped speeds; the site's own table stays on record."""
    from geo.service_roads import set_table_aside

    with _database(data) as (_settings, database), database.transaction() as session:
        gone = set_table_aside(session)
    typer.echo("the shipped speeds are in force" if gone else "no own table was in force")


def learn(
    by: Annotated[str, typer.Option("--by", help="who asks for it")] = "./muster roads learn",
    data: Data = None,
) -> None:
    """Learn speeds from the runs so far; they come in force only if unseen runs gain by them."""
    from dispatch.service_learning import learn_speeds

    with _database(data) as (_settings, database), database.transaction() as session:
        session.info.update(actor_name=by)
        fit = learn_speeds(session, None, by)
    figures = fit.figures
    typer.echo(f"fit {fit.number}: {fit.verdict} ({fit.reason}), {figures.runs} runs")
    if figures.median_before is not None and figures.median_after is not None:
        before, after = figures.median_before, figures.median_after
        typer.echo(f"median error on runs not seen: {before:.1%} before, {after:.1%} after")


def rehearse(
    runs: Annotated[int, typer.Option("--runs", min=1, max=5000, help="how many drives")] = 400,
    days: Annotated[int, typer.Option("--days", min=1, max=170, help="over how many days")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="seed of what is invented")] = 1,
    data: Data = None,
) -> None:
    """Demo only: write invented past drives, marked as synthetic, so that learning can be seen."""
    from app import rehearsed_runs, wiring
    from geo.road_book import RoadBook

    with _database(data) as (settings, database):
        if settings.environment is Environment.PRODUCTION:
            typer.echo("invented runs are for demonstrations and never in production", err=True)
            raise typer.Exit(1)
        roads = RoadBook(wiring.road_file(settings), settings.data_dir / "roads")
        usable = rehearsed_runs.rehearse(database, roads, runs, days, seed)
    for line in rehearsed_runs.summary(runs, usable):
        typer.echo(line)
