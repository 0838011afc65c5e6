"""Tables for spreadsheets: what Excel must read, and what it must not run."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csv_text import csv_text


def read(content: str) -> list[list[str]]:
    """Read a table as a spreadsheet would."""
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


@pytest.mark.parametrize("text", ["=1+1", "+86 27", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_would_run_as_a_formula_is_made_harmless(text: str) -> None:
    cell = csv_text(["a"], [[text]]).splitlines()[1].strip('"')
    assert cell.startswith("'")


def test_instants_are_in_beijing_time_and_unknown_is_nothing() -> None:
    row = [datetime(2026, 11, 21, 20, 30, tzinfo=UTC), date(2026, 11, 21), None, -5, 0]
    assert read(csv_text(list("abcde"), [row]))[1] == [
        "2026-11-22 04:30:00",
        "2026-11-21",
        "",
        "-5",
        "0",
    ]


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"])))
def test_any_text_comes_back_as_it_was_or_behind_an_apostrophe(text: str) -> None:
    assert read(csv_text(["名称"], [[text, "x"]]))[1][0] in (text, f"'{text}")
