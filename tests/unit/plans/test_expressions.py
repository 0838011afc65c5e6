"""Plan expressions: what they may say, what unknown means, and how they are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.expressions import (
    MAX_LENGTH,
    ExpressionFails,
    ExpressionFormRefused,
    ExpressionNameUnknown,
    ExpressionNeedsDefault,
    ExpressionRefused,
    ExpressionResultRefused,
    ExpressionSyntax,
    ExpressionTooDeep,
    ExpressionTooLong,
    Source,
    check_condition,
    check_quantity,
    condition,
    quantity,
)
from plans.facts import IncidentFacts, incident_facts

HERE = Source("WH-YA-01", "quantity")


def how_many(text: str, **known: int | float | str) -> int | None:
    return quantity(text, incident_facts("hazmat_leak", **known), HERE).value


def holds(text: str, **known: int | float | str) -> bool | None:
    return condition(text, incident_facts("hazmat_leak", **known), HERE).holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4", 4),
        ("0", 0),
        ("2 + incident.exposed / 50", 4),
        ("per(incident.exposed, 50)", 3),
        ("double(incident.exposed) / 50.0", 3),
        ("greatest(2, per(incident.exposed, 10))", 12),
        ("smallest(5, per(incident.exposed, 10))", 5),
        ("greatest(1, 2.5)", 3),
        ('incident.kind == "hazmat_leak" ? 7 : 1', 7),
    ],
)
def test_a_quantity_is_a_whole_number_rounded_up(text: str, expected: int) -> None:
    assert how_many(text, exposed=120) == expected


def test_an_unguarded_unknown_fact_gives_no_number_and_is_named() -> None:
    answer = quantity("2 + incident.exposed / 50", IncidentFacts("hazmat_leak"), HERE)
    assert answer.value is None
    assert answer.unknown == ("exposed",)


@pytest.mark.parametrize("guard", ["has(incident.exposed)", "incident.exposed_known"])
def test_an_unknown_fact_takes_the_stated_number_and_never_zero(guard: str) -> None:
    text = f"{guard} ? per(incident.exposed, 50) : 4"
    assert how_many(text) == 4
    assert how_many(text, exposed=0) == 0
    assert how_many(text, exposed=1) == 1


def test_a_quantity_names_the_facts_it_rests_on() -> None:
    answer = quantity(
        "has(incident.exposed) ? per(incident.exposed, 50) : 4",
        incident_facts("hazmat_leak", exposed=120, trapped=3),
        HERE,
    )
    assert answer.basis == {"exposed": 120}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, None),
        ({"deaths": 0}, None),
        ({"deaths": 3}, True),
        ({"trapped": 10}, True),
        ({"deaths": 0, "trapped": 2}, False),
    ],
)
def test_an_unknown_fact_leaves_a_condition_open_unless_the_rest_decides(
    known: dict[str, int], expected: bool | None
) -> None:
    assert holds("incident.deaths >= 3 || incident.trapped >= 10", **known) is expected


def test_an_open_condition_names_the_facts_that_would_decide_it() -> None:
    verdict = condition(
        "incident.deaths >= 3 || incident.trapped >= 10",
        incident_facts("hazmat_leak", deaths=1),
        HERE,
    )
    assert verdict.unknown == ("trapped",)
    assert verdict.basis == {"deaths": 1}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("2 +", 1, 3), ("2 +\n  )", 2, 3), ("", 1, 1), ('"open', 1, 1), ("1 2", 1, 3)],
)
def test_a_syntax_error_names_plan_field_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(ExpressionSyntax) as caught:
        how_many(text)
    assert caught.value.facts == {
        "plan": "WH-YA-01",
        "field": "quantity",
        "line": line,
        "column": column,
    }
    assert "WH-YA-01" in caught.value.message("zh-CN")
    assert "quantity" in caught.value.message("en")


@pytest.mark.parametrize(
    ("text", "name", "column"),
    [
        ("incident.exposd + 1", "incident.exposd", 10),
        ("exposed + 1", "exposed", 1),
        ("1 + incident", "incident", 5),
        ("incident.trapped + open('x')", "open()", 20),
        ("incident.trapped.__class__", "__class__", 18),
        ("has(incident.exposd) ? 1 : 2", "incident.exposd", 14),
        ("matches('aaa', '(a+)+b')", "matches()", 1),
    ],
)
def test_a_name_that_is_no_fact_or_function_is_refused_where_it_stands(
    text: str, name: str, column: int
) -> None:
    with pytest.raises(ExpressionNameUnknown) as caught:
        how_many(text, trapped=1)
    assert caught.value.facts["name"] == name
    assert caught.value.facts["column"] == column


@pytest.mark.parametrize(
    "text",
    [
        "'aaa'.matches('(a+)+b') ? 1 : 2",
        "[1, 2, 3].map(x, x * 2).size()",
        "[1, 2][0]",
        "{'a': 1}['a']",
        ".incident",
        "google.protobuf.Any{a: 1}",
    ],
)
def test_loops_indexes_methods_and_objects_are_refused(text: str) -> None:
    with pytest.raises((ExpressionFormRefused, ExpressionNameUnknown)):
        how_many(text)


def test_an_expression_has_a_greatest_length() -> None:
    with pytest.raises(ExpressionTooLong) as caught:
        how_many("1" + " " * MAX_LENGTH)
    assert caught.value.facts["limit"] == MAX_LENGTH


@pytest.mark.parametrize("text", ["(" * 60 + "1" + ")" * 60, "1+" * 200 + "1", "!" * 240 + "true"])
def test_an_expression_that_nests_deeply_is_refused_or_worked_out_but_never_crashes(
    text: str,
) -> None:
    try:
        assert how_many(text) == 201
    except (ExpressionTooDeep, ExpressionResultRefused) as refused:
        assert refused.facts["plan"] == "WH-YA-01"


@pytest.mark.parametrize(
    "text", ["-1", "'four'", "true", "null", "1.0 / 0.0", "1000001", "[1]", "0 - incident.trapped"]
)
def test_a_result_that_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ExpressionResultRefused):
        how_many(text, trapped=2)


@pytest.mark.parametrize("text", ["1", "'yes'", "null"])
def test_a_condition_must_be_true_or_false(text: str) -> None:
    with pytest.raises(ExpressionResultRefused):
        holds(text)


@pytest.mark.parametrize(
    "text",
    ["1 / 0", "per(4, 0)", "1 + 1.5", "9223372036854775807 + 1", "greatest('a', 1)", "per('a', 2)"],
)
def test_an_expression_that_cannot_be_worked_out_is_an_error_not_an_unknown(text: str) -> None:
    with pytest.raises(ExpressionFails) as caught:
        how_many(text)
    assert caught.value.facts["detail"]


def test_a_quantity_without_a_number_for_the_unknown_is_not_accepted_into_a_plan() -> None:
    check_quantity("has(incident.exposed) ? per(incident.exposed, 50) : 4", HERE)
    with pytest.raises(ExpressionNeedsDefault) as caught:
        check_quantity("per(incident.exposed, 50)", HERE)
    assert caught.value.facts["unknown"] == "exposed"


def test_a_condition_may_be_open_but_must_be_readable() -> None:
    check_condition("incident.deaths >= 3", HERE)
    with pytest.raises(ExpressionNameUnknown):
        check_condition("incident.dead >= 3", HERE)
    with pytest.raises(ExpressionResultRefused):
        check_condition("3", HERE)


def test_the_same_text_in_two_plans_is_blamed_on_each(text: str = "1 +") -> None:
    for plan in ("A", "B"):
        with pytest.raises(ExpressionSyntax) as caught:
            quantity(text, IncidentFacts("other"), Source(plan, "least"))
        assert caught.value.facts["plan"] == plan


def test_a_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError):
        incident_facts("hazmat_leak", dead=3)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_whatever_gives_anything_but_an_answer_or_a_refusal(text: str) -> None:
    try:
        answer = quantity(text, incident_facts("other", exposed=7), HERE)
    except ExpressionRefused as refused:
        assert refused.facts["field"] == "quantity"
    else:
        assert answer.value is None or answer.value >= 0


@given(exposed=st.integers(0, 100_000), share=st.integers(1, 500))
@settings(max_examples=60, deadline=None)
def test_one_for_every_begun_share_is_always_enough_and_never_one_too_many(
    exposed: int, share: int
) -> None:
    count = how_many(f"per(incident.exposed, {share})", exposed=exposed)
    assert count is not None
    assert count * share >= exposed > (count - 1) * share
