"""Runs a benchmark and prints its figures, for people or as one JSON object a line."""

import json
from collections.abc import Iterable, Iterator

import typer

from app.bench import readiness_page, record, roads_page
from app.bench.optimiser import page
from app.bench.registry import Asked, Figure, all_benchmarks
from app.bench.ui import page as ui_page


def list_benchmarks() -> None:
    """Print the names of all benchmarks with what each measures."""
    for one in all_benchmarks().values():
        print(f"{one.name:<20} {one.title}")


def run_benchmark(name: str, asked: Asked, *, as_json: bool, save: bool = False) -> None:
    """Run one benchmark; a missed target is a result, not a failure of the run."""
    known = all_benchmarks()
    if name not in known:
        raise typer.BadParameter(f"no benchmark {name!r}; there are: {', '.join(known) or 'none'}")
    figures = known[name].measure(asked)
    report(_kept(name, figures) if save else figures, as_json=as_json)


def _kept(name: str, figures: Iterable[Figure]) -> Iterator[Figure]:
    """Figures on their way; each is written down in the documents as soon as it is measured."""
    for figure in figures:
        record.keep(name, as_object(figure))
        yield figure
    if name in page.SOURCES:
        page.write_page()
    if name == readiness_page.NAME:
        readiness_page.write_page()
    if name == "roads":
        roads_page.write_page()
    if name == ui_page.NAME:
        ui_page.write_page()


def report(figures: Iterable[Figure], *, as_json: bool) -> None:
    """Print each figure as it comes and the count of met and missed targets at the end."""
    met = missed = 0
    for figure in figures:
        met += figure.ok is True
        missed += figure.ok is False
        print(json.dumps(as_object(figure)) if as_json else as_line(figure), flush=True)
    summary = {"summary": {"met": met, "missed": missed}}
    print(json.dumps(summary) if as_json else f"targets met {met}, missed {missed}", flush=True)


def as_object(figure: Figure) -> dict[str, object]:
    """The figure with the keys that every benchmark prints."""
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "baseline": figure.baseline,
        "ratio": figure.ratio,
        "target": figure.target,
        "ok": figure.ok,
        "n": figure.n,
        **figure.facts,
    }


def as_line(figure: Figure) -> str:
    """The figure as a line for people."""
    value = "not measured" if figure.value is None else f"{figure.value:g} {figure.unit}"
    mark = {True: "ok", False: "MISSED", None: ""}[figure.ok]
    target = "" if figure.target is None else f"target {figure.target:g} {figure.unit}"
    return f"{figure.name:<40} {value:>18}  n={figure.n:<8} {target:<22} {mark}".rstrip()
