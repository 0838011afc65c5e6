"""What the dispatcher's page shows is made by scripts: pictures, tables, benchmarks it names."""

import re
from pathlib import Path

import pytest

from app.bench.dispatcher_page import BLOCKS, PAGES
from app.bench.figures import FIGURES, PICTURES
from app.bench.optimiser.bench import CASES
from app.bench.registry import all_benchmarks

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_picture_on_the_page_is_drawn_by_a_function_and_exists(page: Path) -> None:
    shown = set(re.findall(r"\(pictures/dispatcher/([^)]+)\)", text_of(page)))
    assert shown
    assert shown <= set(FIGURES)
    assert all((PICTURES / name).is_file() for name in shown)


def test_every_picture_that_is_drawn_is_shown_and_nothing_else_lies_there() -> None:
    shown = set(re.findall(r"\(pictures/dispatcher/([^)]+)\)", text_of(PAGES[0])))
    assert shown == set(FIGURES) == {path.name for path in PICTURES.iterdir()}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_table_on_the_page_has_its_maker_and_is_filled_in(page: Path) -> None:
    blocks = re.findall(r"<!-- made: ([a-z-]+) -->\n(.*?)<!-- end -->", text_of(page), re.DOTALL)
    assert {name for name, _ in blocks} <= set(BLOCKS)
    assert [name for name, made in blocks if not made.strip()] == []
    assert text_of(page).count("<!-- made:") == len(blocks)


def test_every_table_maker_is_used_on_the_page() -> None:
    assert set(re.findall(r"<!-- made: ([a-z-]+) -->", text_of(PAGES[0]))) == set(BLOCKS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_benchmarks_and_cases_that_exist(document: Path) -> None:
    named = set(re.findall(r"\./muster bench ([a-z][a-z-]*)", text_of(document)))
    assert named - set(all_benchmarks()) == set()
    cases = set(re.findall(r"\./muster bench optimiser --only ([a-z][a-z-]*)", text_of(document)))
    assert cases - set(CASES) == set()


def test_a_document_names_only_files_of_the_examples_that_exist() -> None:
    for page in PAGES:
        named = set(re.findall(r"examples/[a-z0-9-]+\.json", text_of(page)))
        assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
