"""Up to which level a plan holds, and how it stands as a whole."""

from plans.readiness.standing import held_to, standing


def levels(*states: str) -> dict[int, str]:
    """States from the lowest level up."""
    return {4 - n: state for n, state in enumerate(states)}


def test_a_plan_holds_from_the_lowest_level_up_to_the_first_gap() -> None:
    assert held_to(levels("met", "met", "short", "met")) == 3
    assert held_to(levels("met", "empty", "met", "met")) == 1
    assert held_to(levels("short", "met", "met", "met")) is None
    assert held_to({}) is None


def test_an_unknown_is_never_taken_for_what_is_met() -> None:
    assert held_to(levels("met", "unknown", "met", "met")) == 4
    assert held_to(levels("unclear", "met")) is None
    assert standing(levels("met", "unknown", "short", "short")) == "open"


def test_a_plan_stands_by_its_first_level_that_does_not_hold() -> None:
    assert standing(levels("met", "met", "met", "empty")) == "good"
    assert standing(levels("met", "short", "unknown", "short")) == "some"
    assert standing(levels("short", "met", "met", "met")) == "bad"
