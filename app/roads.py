"""The commands about roads: build a region, list, remove, convert a table of segments."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app import road_speeds
from core.config import get_settings


class GivenDatum(StrEnum):
    """The datum of a table; the same names as `geo.types.Datum`, which is slow to load."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


commands = typer.Typer(help="Road files: build regions, list them, convert tables; speeds.")
commands.add_typer(road_speeds.tables, name="speeds")
commands.command("learn")(road_speeds.learn)
commands.command("rehearse")(road_speeds.rehearse)

Name = Annotated[str, typer.Option("--region", help="name of the region, for instance wuhan")]
Data = Annotated[Path | None, typer.Option("--data", help="data folder")]


def _folder(data: Path | None) -> Path:
    return (data or get_settings().data_dir) / "roads"


@commands.command()
def build(
    file: Annotated[Path, typer.Argument(help="road file, .osm.pbf or .osm")],
    region: Name = "main",
    data: Data = None,
) -> None:
    """Read a road file as a region and put it in use beside the others, without a restart."""
    from geo import road_regions

    try:
        road_regions.build_region(file, region, _folder(data), typer.echo)
    except road_regions.RegionTrouble as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None


@commands.command("list")
def list_regions(data: Data = None) -> None:
    """List the regions in use."""
    from geo import road_regions

    network = road_regions.network_in_use(_folder(data))
    if network is None:
        typer.echo("no region was built: the site's plain road file is in use")
        return
    for one in network.regions:
        typer.echo(f"{one.name:<20} {one.source:<40} {one.segments:>10,} segments  {one.built_at}")


@commands.command()
def remove(
    region: Annotated[str, typer.Argument(help="name of the region")], data: Data = None
) -> None:
    """Take a region out of use."""
    from geo import road_regions

    try:
        road_regions.remove_region(region, _folder(data), typer.echo)
    except road_regions.RegionTrouble as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None


@commands.command()
def convert(
    table: Annotated[Path, typer.Argument(help="CSV of segments, UTF-8 or GB18030")],
    target: Annotated[Path, typer.Option("-o", "--output", help="road file, .osm.pbf")],
    datum: Annotated[
        GivenDatum, typer.Option("--datum", help="datum of the table")
    ] = GivenDatum.CGCS2000,
) -> None:
    """Turn a plain table of segments into a road file; wrong rows are named, nothing is written."""
    from geo.road_table import convert_table
    from geo.types import Datum

    segments, troubles = convert_table(table, target, Datum(datum.value))
    for one in troubles[:50]:
        typer.echo(f"row {one.row}: {one.message}", err=True)
    if troubles:
        typer.echo(f"{len(troubles)} wrong row(s); nothing was written", err=True)
        raise typer.Exit(1)
    typer.echo(f"{segments} segments written to {target}")
