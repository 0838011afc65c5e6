"""People are taken out of what an exercise is made from, as far as it can be told that they are."""

import pytest

from exercises.from_incident_names import hide, names_among, without_people


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("报警人电话13800138000，请回电", "报警人电话（电话），请回电"),
        ("座机027-87654321", "座机（电话）"),
        ("手机 138-0013-8000。", "手机 （电话）。"),
        ("身份证42010119900101123X", "身份证（证件号）"),
        ("车牌鄂A12345的槽车", "车牌（车牌）的槽车"),
        ("司机王某某受伤，李先生报警", "司机某人受伤，某人报警"),
        ("联系 someone@example.org", "联系 （邮箱）"),
    ],
)
def test_what_belongs_to_a_person_is_taken_out_of_a_text(text: str, left: str) -> None:
    assert hide(text, frozenset()) == left


@pytest.mark.parametrize(
    "text",
    ["UN1017 泄漏 12 人重伤", "2026-07-02 19:30 到场", "0192f0c1-7c1e-7000-8000-013800138000"],
)
def test_what_belongs_to_nobody_stays(text: str) -> None:
    assert hide(text, frozenset()) == text


def test_a_name_that_the_system_knows_is_found_wherever_it_stands() -> None:
    names = names_among(["周小川", "值班员（演示）", None, "指挥长", "Ann Example"])
    assert names == {"周小川", "Ann Example"}
    assert hide("由周小川带队，Ann Example翻译", names) == "由某人带队，某人翻译"


def test_fields_of_people_are_emptied_at_any_depth_and_the_rest_stays() -> None:
    record = {
        "id": "13800138000",
        "leader_name": "周小川",
        "lines": [{"by_name": "甲", "note": "电话13800138000"}],
        "recipients": [{"name": "周小川", "phone": "1"}],
        "version": 3,
    }
    assert without_people(record, frozenset()) == {
        "id": "13800138000",
        "leader_name": "某人",
        "lines": [{"by_name": "某人", "note": "电话（电话）"}],
        "recipients": [],
        "version": 3,
    }
