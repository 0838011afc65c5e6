"""A line told short says what is new; made whole again it is what it was, in both languages."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.testing.replayed import golden_of
from exercises.replay_short import Shortener, whole_lines

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "replay.json"


def drawn(random: Random, length: int) -> list[dict[str, Any]]:
    """Lines of records that gain and lose fields, go, come again, and have no identity at all."""
    lines = []
    for seq in range(length):
        verb = random.choice(["changed", "changed", "removed", "kept"])
        record: dict[str, Any] = {"id": str(random.randrange(4)), "version": seq}
        for name in random.sample(["state", "crew", "way", "note"], random.randrange(2, 5)):
            record[name] = random.choice([None, 0, 1, "x", [1, 2], {"a": 1}])
        subject = record if random.random() < 0.9 else {"value": seq}
        extra = {"before": {"crew": seq}} if random.random() < 0.2 else {}
        lines.append({"seq": seq, "kind": f"team.{verb}", "team": subject, **extra})
    return lines


@pytest.mark.parametrize("seed", range(20))
def test_lines_made_whole_again_are_what_they_were(seed: int) -> None:
    lines = drawn(Random(seed), 200)
    shortener = Shortener()
    short = [shortener.shorten("team", line) for line in lines]
    assert any("changed" in line for line in short)
    assert list(whole_lines(short)) == lines


def test_of_a_record_told_before_only_what_is_new_is_told() -> None:
    shortener = Shortener()
    first = {"team": {"id": "a", "state": "available", "version": 1, "home": {"lon": 114.3}}}
    assert shortener.shorten("team", first) == first
    second = {"team": first["team"] | {"state": "en_route", "version": 2}}
    assert shortener.shorten("team", second) == {
        "changed": {"id": "a", "state": "en_route", "version": 2}
    }


def test_the_recorded_log_folds_at_every_event_to_what_the_client_is_held_to() -> None:
    golden = json.loads(GOLDEN.read_text())
    again = golden_of(golden["lines"])
    assert len(golden["digests"]) > 100
    assert again["digests"] == golden["digests"]
    assert again["short"] == golden["short"]
    short = [golden["short"].get(str(n), one) for n, one in enumerate(golden["lines"])]
    assert list(whole_lines(short)) == golden["lines"]
