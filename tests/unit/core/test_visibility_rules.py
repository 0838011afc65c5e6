"""Who sees what, as plain rules over codes."""

from uuid import uuid4

import pytest

from core.errors import StaleVersion, VersionRequired, require_version
from core.ids import new_id
from core.visibility import audience, hears, prefix_of, sees


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("420000", "42"), ("420100", "4201"), ("420111", "420111"), ("420111001", "420111001")],
)
def test_a_prefix_is_what_the_codes_below_begin_with(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


def test_a_city_sees_its_counties_and_a_county_not_its_city() -> None:
    assert sees(["4201"], "420111")
    assert not sees(["420111"], "420100")
    assert not sees(["420111"], "420112")


def test_an_empty_scope_sees_nothing() -> None:
    assert not sees([], "420111")
    assert not sees([""], "420111")
    assert not hears([], None, ["j:420111"])


def test_an_event_is_heard_by_its_jurisdictions_and_its_teams() -> None:
    team = uuid4()
    listed = audience("420111", teams=[team])
    assert hears(["4201"], None, listed)
    assert hears([], team, listed)
    assert not hears([], uuid4(), listed)
    assert not hears(["420112"], None, listed)


def test_identifiers_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(50)]
    assert all(one.version == 7 for one in made)
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


def test_a_change_must_state_the_current_version() -> None:
    require_version(3, 3, {})
    with pytest.raises(VersionRequired):
        require_version(None, 3, {})
    with pytest.raises(StaleVersion) as refused:
        require_version(2, 3, {"name": "x"})
    assert refused.value.facts["record"] == {"name": "x"}
    assert refused.value.code == "stale_version"
