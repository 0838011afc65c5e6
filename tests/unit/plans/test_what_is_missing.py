"""Only the difference is asked for when a response is raised."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from plans.asking import missing_from
from plans.schemas import RaisedNeed


def wanted(code: str, quantity: int, least: int | None = None) -> RaisedNeed:
    return RaisedNeed(
        requirement_id=UUID(int=1),
        capability_code=code,
        item_code=None,
        label=code,
        label_en=code,
        quantity=quantity,
        least=least,
        within_s=600,
        explanation="",
    )


def test_what_is_asked_for_already_is_not_asked_for_twice() -> None:
    more = missing_from([wanted("pump", 8, 2), wanted("boat", 3, 1)], {"pump": 5, "boat": 3})
    assert [(one.capability_code, one.quantity, one.least) for one in more] == [("pump", 3, None)]


def test_what_is_new_keeps_its_least_amount() -> None:
    assert missing_from([wanted("pump", 8, 2)], {})[0].least == 2


def test_two_requirements_of_one_code_share_what_is_asked_for_already() -> None:
    more = missing_from([wanted("pump", 4), wanted("pump", 4)], {"pump": 5})
    assert [one.quantity for one in more] == [3]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 50)), max_size=6),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 120)),
)
def test_with_the_difference_everything_wanted_is_asked_for_and_nothing_more(
    asks: list[tuple[str, int]], asked: dict[str, int]
) -> None:
    more = missing_from([wanted(code, quantity) for code, quantity in asks], asked)
    for code in "abc":
        need = sum(quantity for one, quantity in asks if one == code)
        extra = sum(one.quantity for one in more if one.capability_code == code)
        assert extra == max(0, need - asked.get(code, 0))
