"""Run cards as a table for a spreadsheet: back again as the same, faults named by cell."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.cards_csv import COLUMNS, PARTS, column_of, csv_of_cards, heading, read_cards
from plans.cards_text import places_text, read_places, read_windows, windows_text
from plans.checking_cards import Known, findings
from plans.facts import incident_facts
from plans.messages import filled
from plans.schemas_cards import CardBody, CardPlace, CardRequirement, CardTask, CardWindow
from resources.importing.delimited import read_text

KNOWN = Known({"drainage_pump": "台", "drainage_flow": "立方米/时"}, {"2990109": "件"}, ["t0"])
FLOOD = incident_facts("urban_flood", trapped=25)


def requirement(**more: Any) -> CardRequirement:
    given = {
        "capability_code": "drainage_pump", "item_code": None, "label": "排涝泵车",
        "label_en": "pumps", "quantity": "4", "unit": None, "least": None, "within_s": 3600,
        "grade": None, "in_addition": False, "people_per_shift": None, "relief_after_s": None,
        "places": [], "windows": [],
    }  # fmt: skip
    return CardRequirement.model_validate(given | more)


def card(**more: Any) -> CardBody:
    given = {
        "trigger": "incident.trapped >= 10", "trigger_text": "被困", "trigger_text_en": "trapped",
        "expected_duration_s": 86_400, "places": [], "windows": [], "measures": [],
        "requirements": [], "tasks": [], "contacts": [], "messages": [], "areas": [],
    }  # fmt: skip
    return CardBody.model_validate(given | more)


def task(ref: str, *after: str) -> CardTask:
    return CardTask(
        ref=ref, title=ref, title_en="", role_name="值班长", role_name_en="", limit_s=600,
        after=list(after),
    )  # fmt: skip


def table(content: bytes) -> list[list[Any]]:
    return read_text(content)[0][0].rows


def changed(content: bytes, row: int, column: str, text: str) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows[row - 1][list(COLUMNS).index(column)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def faults(body: CardBody) -> list[tuple[str, int | None, str | None, str]]:
    found = findings(body, "P", KNOWN, FLOOD)
    return [(f.part, f.row, f.field, f.error.code) for f in found if f.is_fault]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="'"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)
clock = st.builds(lambda h, m: f"{h:02d}:{m:02d}", st.integers(0, 23), st.integers(0, 59))
degrees = st.floats(-80, 80, allow_nan=False)
windows = st.builds(
    lambda days, hours, season: CardWindow(
        days=sorted(days),
        from_time=hours[0] if hours else None,
        to_time=hours[1] if hours else None,
        from_day="05-15" if season else None,
        to_day="09-30" if season else None,
    ),
    st.sets(st.integers(1, 7)),
    st.none() | st.tuples(clock, clock),
    st.booleans(),
)
places = st.builds(
    lambda holds, name, corners, at, radius: CardPlace(
        holds=holds, kind="area" if corners else "address", code=None, name=name,
        area=[list(at) for at in corners] or None, lon=at[0] if at else None, lat=at[1] if at else None,
        radius_m=radius,
    ),
    st.sampled_from(["within", "except"]),
    words,
    st.just([]) | st.lists(st.tuples(degrees, degrees), min_size=3, max_size=5),
    st.none() | st.tuples(degrees, degrees),
    st.none() | st.integers(1, 50_000),
)  # fmt: skip
requirements = st.builds(
    lambda label, quantity, within, grade, addition, relief, where, when: requirement(
        label=label, quantity=quantity, within_s=within, grade=grade, in_addition=addition,
        relief_after_s=relief, places=where, windows=when,
    ),
    words,
    st.sampled_from(["4", "per(incident.trapped, 10)", "-1 + 2", "+3"]),
    st.integers(1, 2_000_000),
    st.none() | st.integers(1, 4),
    st.booleans(),
    st.none() | st.integers(1800, 90_000),
    st.lists(places, max_size=3),
    st.lists(windows, max_size=3),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(1, 4), st.lists(requirements, max_size=4), min_size=1))
def test_what_is_written_is_read_back_as_the_same_byte_for_byte(
    levels: dict[int, list[CardRequirement]],
) -> None:
    cards = {
        level: card(requirements=wanted, tasks=[task("t1"), task("t2", "t1")])
        for level, wanted in levels.items()
    }
    content = csv_of_cards(cards)
    reading = read_cards(table(content))
    assert reading.faults == []
    assert {level: one.body for level, one in reading.levels.items()} == cards
    assert csv_of_cards({n: one.body for n, one in reading.levels.items()}) == content


@given(st.lists(places, max_size=4), st.lists(windows, max_size=4))
def test_places_and_hours_fit_into_one_cell(where: list[CardPlace], when: list[CardWindow]) -> None:
    assert read_places(places_text(where)) == where
    assert read_windows(windows_text(when)) == when


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        (3, "minutes", "bald"),
        (3, "grade", "9"),
        (3, "grade", "--5"),
        (3, "grade", "²"),
        (3, "grade", "9" * 5000),
        (3, "part", "别的"),
        (3, "level", "5"),
        (3, "windows", "nachts"),
        (3, "places", "somewhere"),
        (2, "minutes", ""),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    row: int, column: str, text: str
) -> None:
    content = csv_of_cards({4: card(requirements=[requirement()])})
    found = read_cards(table(changed(content, row, column, text))).faults
    assert (row, column) in [(one.row, one.column) for one in found]


def test_a_table_without_a_card_row_or_heading_says_so() -> None:
    content = csv_of_cards({4: card(requirements=[requirement()])})
    lines = table(content)
    assert [one.error.code for one in read_cards([lines[0], lines[2]]).faults] == [
        "card_row_missing"
    ]
    found = read_cards([["x"], *lines[1:]]).faults
    assert {one.error.code for one in found} == {"table_heading"}
    assert heading("part").startswith(COLUMNS["part"])
    assert set(PARTS) >= {"card", "requirement", "task"}
    assert column_of("within_s") == "minutes"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (card(trigger="incident.nobody > 1"), ("card", None, "trigger", "expression_name_unknown")),
        (
            card(requirements=[requirement(quantity="per(incident.trapped, 10)")]),
            ("requirements", 0, "quantity", "expression_needs_default"),
        ),
        (
            card(requirements=[requirement(capability_code="flying")]),
            ("requirements", 0, "code", "code_unknown"),
        ),
        (
            card(requirements=[requirement(unit="座")]),
            ("requirements", 0, "unit", "unit_does_not_fit"),
        ),
        (
            card(requirements=[requirement(capability_code=None, item_code="2990109", grade=1)]),
            ("requirements", 0, "grade", "only_for_teams"),
        ),
        (
            card(tasks=[task("a", "b"), task("b", "a")]),
            ("tasks", 0, "after", "task_order_circular"),
        ),
        (card(tasks=[task("a", "x")]), ("tasks", 0, "after", "task_order_unknown")),
        (card(tasks=[task("a"), task("a")]), ("tasks", 1, "ref", "ref_twice")),
        (
            card(
                messages=[
                    {"ref": "m", "to": "x", "title": "x", "text": "{deaths}{wer}", "text_en": ""}
                ]
            ),
            ("messages", 0, "text", "text_name_unknown"),
        ),
    ],
)
def test_a_check_finds_the_fault_where_it_is(body: CardBody, fault: tuple[Any, ...]) -> None:
    assert faults(body) == [fault]


def test_a_sound_card_has_no_fault_and_units_that_convert_are_sound() -> None:
    known_default = "has(incident.trapped) ? per(incident.trapped, 10) : 3"
    sound = card(
        requirements=[
            requirement(quantity=known_default, least="1"),
            requirement(capability_code="drainage_flow", quantity="500", unit="L/s"),
        ],
        tasks=[task("t1", "t0")],
    )
    assert faults(sound) == []


def test_an_unknown_fact_is_said_to_be_unknown_in_a_text() -> None:
    assert filled("死亡{deaths}人，{place_name}", {"deaths": 0}, "zh") == "死亡0人，不详"
