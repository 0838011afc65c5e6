"""The command line behind ``./muster``: each command parses, calls one function and reports."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import dry_run_command, places, readiness_command, roads
from app.data_lock import DataDirInUse
from app.postgres_process import ClusterError
from app.postgres_programs import NoServerPrograms
from app.site import SiteSetupError
from app.stack import (
    CannotStart,
    any_database,
    bring_to_newest_schema,
    reset,
    run_stack,
    say,
)
from core.config import LOOPBACK_HOSTS, Environment, Settings, get_settings

cli = typer.Typer(
    name="muster",
    help="Emergency coordination and dispatch (应急指挥调度平台).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(roads.commands, name="roads")
cli.add_typer(places.commands, name="places")
cli.command("readiness")(readiness_command.readiness)
cli.command("dry-run")(dry_run_command.dry_run)
catalogue = typer.Typer(help="The catalogue of supplies: take over the official table.")
cli.add_typer(catalogue, name="catalogue")

Data = Annotated[Path | None, typer.Option("--data", help="data directory (default: .muster)")]
Port = Annotated[int | None, typer.Option("--port", help="port to listen on")]
Host = Annotated[str | None, typer.Option("--host", help="address to listen on")]


def _settings(
    data: Path | None = None,
    port: int | None = None,
    host: str | None = None,
    environment: Environment | None = None,
) -> Settings:
    """The settings, with what the command line says written over the environment."""
    said = {"DATA_DIR": data, "PORT": port, "HOST": host, "ENVIRONMENT": environment}
    for name, value in said.items():
        if value is not None:
            text = value.absolute() if isinstance(value, Path) else value
            os.environ[f"MUSTER_{name}"] = str(text)
    get_settings.cache_clear()
    return get_settings()


@cli.command()
def demo(
    data: Data = None,
    port: Port = None,
    host: Host = None,
    reset_first: Annotated[bool, typer.Option("--reset", help="delete all data first")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Run the whole product with the demo city on this machine."""
    settings = _settings(data, port, host, Environment.DEMO)
    if settings.host not in LOOPBACK_HOSTS:
        say("warning: whoever reaches this address can sign in with the published demo passwords")
    if reset_first:
        _reset(settings, yes)
    from app.demo import prepare

    run_stack(settings, ("serve", "worker", "field-simulator", "exercise-worker"), prepare)


def _reset(settings: Settings, yes: bool) -> None:
    if settings.database_url:
        raise CannotStart("--reset deletes the private database only; MUSTER_DATABASE_URL is set")
    if not yes:
        typer.confirm(f"Delete everything in {settings.data_dir}?", abort=True)
    reset(settings.data_dir)


@cli.command()
def serve(data: Data = None, port: Port = None, host: Host = None) -> None:
    """Run the web service; without MUSTER_DATABASE_URL on a private database of its own."""
    settings = _settings(data, port, host)
    if settings.database_url is None:
        run_stack(settings, ("serve",))
        return
    from app.serve import serve as serve_here

    serve_here(settings)


@cli.command()
def worker(data: Data = None) -> None:
    """Run the worker that solves and keeps the ways of orders true."""
    settings = _settings(data)
    from app.worker import main

    with any_database(settings) as url:
        os.environ["MUSTER_DATABASE_URL"] = url
        get_settings.cache_clear()
        main()


@cli.command()
def certificate(
    names: Annotated[list[str], typer.Argument(help="names and addresses that people type")],
    folder: Annotated[Path, typer.Option("--folder", help="where to")] = Path("certificates"),
    days: Annotated[int, typer.Option("--days", help="how long the server's is valid")] = 397,
    renew: Annotated[bool, typer.Option("--renew", help="replace the server's")] = False,
) -> None:
    """Make the site's own certificate authority and the server's certificate, and say what next."""
    from app.certificate import CertificateError, make_certificate, told

    try:
        print(told(make_certificate(folder.absolute(), names, days=days, renew=renew)))
    except CertificateError as error:
        raise CannotStart(str(error)) from None


@cli.command("exercise-worker")
def exercise_worker(data: Data = None) -> None:
    """Make the worlds of exercises and work in those that are running."""
    settings = _settings(data)
    from app.embedded_db import login_of_exercises
    from app.exercise_worker import main

    with any_database(settings) as url:
        if settings.database_url is None:
            os.environ["MUSTER_EXERCISE_DATABASE_URL"] = login_of_exercises(url)
        os.environ["MUSTER_DATABASE_URL"] = url
        get_settings.cache_clear()
        main()


@cli.command("field-simulator")
def field_simulator(
    factor: Annotated[float, typer.Option("--factor", help="how many times as fast")] = 1.0,
    act: Annotated[bool, typer.Option("--act", help="also press the buttons")] = False,
) -> None:
    """Move the demo's synthetic teams along their roads; never in production."""
    _settings()
    from app.field_simulator import main as simulate

    simulate([f"--factor={factor}", *(["--act"] if act else [])])


@cli.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the newest schema."""
    with any_database(_settings(data)) as url:
        bring_to_newest_schema(url)


@cli.command("load-jurisdictions")
def load_jurisdictions(
    file: Annotated[Path, typer.Argument(help="CSV: code, name, level, parent_code")],
    data: Data = None,
) -> None:
    """Enter the site's jurisdictions from a file, all or none."""
    from app import site
    from core.db import Database

    with any_database(_settings(data)) as url, Database(url).transaction() as session:
        count = site.load_jurisdictions(session, file)
    say(f"{count} jurisdictions are on record")


@cli.command("add-account")
def add_account(
    username: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option("--name", help="as shown on screens and reports")],
    role: Annotated[str, typer.Option("--role")],
    jurisdiction: Annotated[str, typer.Option("--at", help="code of the jurisdiction")],
    data: Data = None,
) -> None:
    """Enter an account, such as a site's first administrator; the password is asked for."""
    from app import site
    from core.db import Database

    password = typer.prompt("Password", hide_input=True, confirmation_prompt=sys.stdin.isatty())
    with any_database(_settings(data)) as url, Database(url).transaction() as session:
        site.add_account(session, username, name, role, jurisdiction, password)
    say(f"{username} may sign in")


@cli.command()
def solve(
    problem: Annotated[Path, typer.Argument(help="a muster-problem/1 file")],
    output: Annotated[Path, typer.Option("--output", "-o", help="where the solution goes")],
    seconds: Annotated[float, typer.Option("--seconds", help="how long it may think")] = 30.0,
    explain: Annotated[bool, typer.Option("--explain", help="say why, line by line")] = False,
    what_if: Annotated[
        list[Path] | None, typer.Option("--what-if", help="a muster-edits/1 file; may be repeated")
    ] = None,
    why_not: Annotated[
        list[str] | None, typer.Option("--why-not", help="TEAM[:INCIDENT]; may be repeated")
    ] = None,
    trade_off: Annotated[
        bool, typer.Option("--trade-off", help="response time against cover, five answers")
    ] = False,
    policy: Annotated[
        str | None, typer.Option(help="a named policy in place of the file's")
    ] = None,
    language: Annotated[
        Literal["zh", "en"] | None, typer.Option("--lang", help="default: the terminal's")
    ] = None,
) -> None:
    """Solve a dispatch problem from a file; Ctrl-C gives the best answer so far."""
    from app.solve_command import Wanted, solve_command

    asked = Wanted(
        problem,
        output,
        seconds,
        explain=explain,
        what_ifs=what_if or (),
        why_nots=why_not or (),
        trade_off=trade_off,
        policy=policy,
        language=language,
    )
    raise typer.Exit(solve_command(asked))


@cli.command()
def check(
    problem: Annotated[Path, typer.Argument(help="a muster-problem/1 file")],
    solution: Annotated[Path, typer.Argument(help="a muster-solution/1 file")],
    previous: Annotated[Path | None, typer.Option(help="the answer it is compared with")] = None,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="small problems: against every other choice")
    ] = False,
    policy: Annotated[str | None, typer.Option(help="the named policy it was solved under")] = None,
) -> None:
    """Check a solution against its problem, independently of the solver."""
    from dispatch.optimiser.cli import check_files

    raise typer.Exit(
        check_files(problem, solution, previous_path=previous, exhaustive=exhaustive, policy=policy)
    )


@cli.command()
def case(
    number: Annotated[int, typer.Argument(help="of the proposal")],
    output: Annotated[Path, typer.Option("--output", "-o", help="folder for the files")],
    data: Data = None,
) -> None:
    """Write what a proposal was solved from and to into a folder, for solve and check."""
    from app.cases import write_case
    from core.db import Database

    with any_database(_settings(data)) as url, Database(url).picture() as session:
        paths = write_case(session, number, output)
    say("\n".join(str(path) for path in paths))


@cli.command()
def health(
    database_only: Annotated[
        bool, typer.Option("--database", help="ask the database, not the service")
    ] = False,
) -> None:
    """Say whether the service (or, for a worker, its database) answers; made for containers."""
    from app.serve import database_answers, service_answers

    settings = _settings()
    answers = database_answers(settings) if database_only else service_answers(settings)
    raise typer.Exit(0 if answers else 1)


@catalogue.command("import")
def import_catalogue(
    file: Annotated[Path, typer.Argument(help="xlsx or CSV with columns code, name (编码, 名称)")],
    data: Data = None,
) -> None:
    """Take over the official table of supply classes (GB/T 38565-2020), whole or not at all."""
    from app.catalogue import take_over
    from core.db import Database

    with any_database(_settings(data)) as url:
        raise typer.Exit(take_over(Database(url), file))


@cli.command()
def basemap(
    files: Annotated[
        list[Path] | None, typer.Argument(help="road files; default: the site's own")
    ] = None,
    data: Data = None,
) -> None:
    """Make the offline base map from road files, boundaries and places."""
    settings = _settings(data)
    from app.basemap import make

    with any_database(settings) as url:
        make(settings, url, say, files or ())


@cli.command()
def openapi() -> None:
    """Print the description of the HTTP API as JSON."""
    from app.testing.generated_client import api_description

    sys.stdout.write(api_description())


@cli.command()
def generate() -> None:
    """Write what is generated from the API into the project: its description, the UI's types."""
    from app.testing.generated_client import generate as write_client

    write_client()


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run all checks and tests, or the named ones: ./muster test unit integration -k sitrep."""
    from app.testing.run import run_tests

    raise typer.Exit(run_tests(context.args))


@cli.command()
def bench(
    name: Annotated[str | None, typer.Argument(help="which; leave out for the list")] = None,
    folder: Annotated[Path | None, typer.Argument(help="files to measure on (published)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="smaller, for a first look")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="a case; may be repeated")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="also into docs/benchmarks")] = False,
) -> None:
    """Measure the product: one line a figure, with baseline, ratio and target."""
    from app.bench.registry import Asked
    from app.bench.run import list_benchmarks, run_benchmark

    if name is None:
        list_benchmarks()
        return
    asked = Asked(quick=quick, only=tuple(only or ()), folder=folder)
    run_benchmark(name, asked, as_json=as_json, save=save)


@cli.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(help="such as ladder.svg; all if none")
    ] = None,
) -> None:
    """Draw the charts of docs/dispatcher.md anew and fill in its tables; a minute of solving."""
    from app.bench.dispatcher_page import fill_pages
    from app.bench.figures import draw

    for path in draw(tuple(names or ())):
        say(path.name)
    fill_pages()


@cli.command()
def screenshots(
    names: Annotated[list[str] | None, typer.Argument(help="which; all if left out")] = None,
    check: Annotated[bool, typer.Option(help="look for what is wrong; take no picture")] = False,
) -> None:
    """Take the gallery's pictures anew, or look at every page in all sizes and settings."""
    from app.testing.screenshots import check_screens, take_pictures

    if check:
        sys.exit(1 if check_screens(names or ()) else 0)
    for path in take_pictures(names or ()):
        say(f"{path.name}: {path.stat().st_size // 1024} KB")


def main() -> None:
    """Run the command line; what a person can set right is said in one line, without a trace."""
    try:
        cli(prog_name="./muster")
    except (CannotStart, DataDirInUse, ClusterError, NoServerPrograms, SiteSetupError) as error:
        print(f"muster: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
