"""The commands about places: load what a road file or a table names, outlines, list, remove."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.config import Settings, get_settings

commands = typer.Typer(help="The offline gazetteer: load road files and tables, list, remove.")

Data = Annotated[Path | None, typer.Option("--data", help="data directory (default: .muster)")]
Name = Annotated[str, typer.Option("--region", help="name of the load, for instance wuhan")]


class TableDatum(StrEnum):
    """The datum of a table; the same names as `geo.types.Datum`, which is slow to load."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


Given = Annotated[TableDatum, typer.Option("--datum", help="datum where a row names none")]


@commands.command()
def build(
    file: Annotated[Path, typer.Argument(help="road file, .osm.pbf or .osm")],
    region: Name = "main",
    data: Data = None,
) -> None:
    """Load all that a road file names: settlements, roads, facilities, milestones."""
    from app.places_loading import load_road_file

    _run(lambda settings: load_road_file(settings, file, region, typer.echo), data)


@commands.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV: kind, name, lon, lat, …")],
    region: Name = "site",
    datum: Given = TableDatum.WGS84,
    data: Data = None,
) -> None:
    """Load the site's own names from a table, all rows or none."""
    from app.places_loading import load_table

    _run(lambda settings: load_table(settings, file, region, datum.value, typer.echo), data)


@commands.command()
def milestones(
    file: Annotated[Path, typer.Argument(help="CSV: number or road, stone, lon, lat, …")],
    region: Name = "milestones",
    datum: Given = TableDatum.WGS84,
    data: Data = None,
) -> None:
    """Load a table of milestones, all rows or none."""
    from app.places_loading import load_milestones

    _run(lambda settings: load_milestones(settings, file, region, datum.value, typer.echo), data)


@commands.command()
def outlines(
    file: Annotated[Path, typer.Argument(help="GeoJSON, WGS-84: code, name, level")],
    source: Annotated[str, typer.Option("--source", help="who made it; shown beside the map")],
    data: Data = None,
) -> None:
    """Load outlines of jurisdictions (city, county, township), in place of earlier ones."""
    from app.places_loading import load_outlines

    _run(lambda settings: load_outlines(settings, file, source, typer.echo), data)


@commands.command("list")
def list_regions(data: Data = None) -> None:
    """List what is loaded."""
    from app.places_loading import loads

    def show(settings: Settings) -> None:
        for one in loads(settings):
            counts = f"{one.places:>9,} places {one.milestones:>7,} milestones"
            typer.echo(f"{one.id:<20} {counts}  {one.loaded_at:%Y-%m-%d %H:%M}  {one.source}")

    _run(show, data)


@commands.command()
def remove(
    region: Annotated[str, typer.Argument(help="name of the load")], data: Data = None
) -> None:
    """Take a load away."""
    from app.places_loading import remove_load

    _run(lambda settings: remove_load(settings, region, typer.echo), data)


def _run(task: Callable[[Settings], None], data: Path | None) -> None:
    from app.places_loading import LoadTrouble

    settings = get_settings()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data.absolute()})
    try:
        task(settings)
    except LoadTrouble as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None
