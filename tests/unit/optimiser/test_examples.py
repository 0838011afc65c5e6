"""The example problems: made by their script, read, solved and checked like any other file."""

import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatch.optimiser.cli import check_files, solve_file
from dispatch.optimiser.problem import Problem

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
NAMES = ("tiny", "county", "city")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_solved_and_checked_from_its_file(
    name: str, tmp_path: Path, capsys: Any
) -> None:
    out = tmp_path / "solution.json"
    assert solve_file(EXAMPLES / f"{name}.json", out, seconds=4.0) == 0
    assert check_files(EXAMPLES / f"{name}.json", out) == 0, capsys.readouterr().out
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["picks"]
    assert answer["deliveries"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_fits_the_schema_and_says_that_it_is_synthetic(name: str) -> None:
    path = ROOT / "docs" / "formats" / "muster-problem-1.schema.json"
    data = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))).validate(data)
    assert Problem.from_json(data, EXAMPLES).id == f"synthetic-{name}"


def test_the_tiny_example_is_the_best_of_all_choices(tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    assert solve_file(EXAMPLES / "tiny.json", out) == 0
    assert check_files(EXAMPLES / "tiny.json", out, exhaustive=True) == 0


def test_the_script_makes_the_examples_byte_for_byte(tmp_path: Path) -> None:
    runpy.run_path(str(EXAMPLES / "make_examples.py"))["main"](tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 5
    for name in made:
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes(), name


def test_the_county_example_shows_what_an_officer_adds() -> None:
    data = json.loads((EXAMPLES / "county.json").read_text(encoding="utf-8"))
    for name in ("running", "pins", "exclusions", "cover", "uncertainty"):
        assert data[name], name
    assert data["policy"]["move_ups"] is True
    assert data["travel"]["between_incidents"]
    assert any(need.get("group") for need in data["needs"])
    assert all(incident["district"] for incident in data["incidents"])


def test_the_examples_are_small_enough_to_travel_with_the_project() -> None:
    assert sum(path.stat().st_size for path in EXAMPLES.glob("*.*")) < 1_500_000
