"""The log is folded by one rule: put if newer, remove when told so, pass over what has no id."""

from random import Random
from typing import Any

import pytest

from exercises.replay import Picture, fold, is_newer, picture_at

Event = dict[str, Any]


def event(seq: int, kind: str, **record: Any) -> Event:
    """An event about one record."""
    return {"seq": seq, "kind": kind, kind.split(".")[0]: record}


def drawn(random: Random, length: int) -> list[Event]:
    """A log in which some events come late and some records go."""
    verbs = ["changed", "changed", "changed", "removed", "kept"]
    course, versions = [], {}
    for seq in range(1, length + 1):
        noun, identity = random.choice(["team", "need"]), str(random.randrange(12))
        versions[noun, identity] = versions.get((noun, identity), 0) + 1
        version = versions[noun, identity] - random.choice([0, 0, 0, 2])
        kind = f"{noun}.{random.choice(verbs)}"
        course.append(event(seq, kind, id=identity, version=version, at=seq))
    return course


def test_an_older_version_never_replaces_a_newer_one_and_an_equal_one_does() -> None:
    picture: Picture = {}
    fold(picture, event(1, "team.changed", id="t", version=3, name="three"))
    fold(picture, event(2, "team.changed", id="t", version=2, name="two"))
    assert picture["team"]["t"]["name"] == "three"
    fold(picture, event(3, "team.changed", id="t", version=3, name="again"))
    assert picture["team"]["t"]["name"] == "again"


def test_what_has_no_version_is_taken_as_it_comes() -> None:
    assert is_newer({"id": "a"}, {"id": "a"})
    assert is_newer({"id": "a", "version": 4}, {"id": "a"})
    assert is_newer(None, {"id": "a", "version": 1})


def test_a_record_goes_only_when_its_kind_says_removed() -> None:
    picture: Picture = {}
    fold(picture, event(1, "closure.lifted", id="c", version=2))
    assert "c" in picture["closure"]
    fold(picture, event(2, "closure.removed", id="c", version=1))
    assert picture["closure"] == {}


def test_what_has_no_identity_changes_nothing() -> None:
    picture: Picture = {}
    fold(picture, {"seq": 1, "kind": "clock.set", "clock": {"speed": 2}})
    fold(picture, {"seq": 2, "kind": "clock.set"})
    assert picture == {}


@pytest.mark.parametrize("seed", range(20))
def test_the_picture_of_a_moment_is_the_one_that_stood_then(seed: int) -> None:
    course = drawn(Random(seed), 200)
    picture: Picture = {}
    for one in course:
        fold(picture, one)
        recorded = {noun: dict(held) for noun, held in picture.items()}
        if one["seq"] % 17 == 0:
            assert picture_at(course, one["seq"]) == recorded
