"""The sentence a proposal begins with: how many needs are met, until when, how well proven."""

from typing import Any

import pytest

from dispatch.headline import headline, headlines_of, proof_of


def need(
    short: int = 0, last_s: int | None = 900, late_s: int = 0, incident: str = "a"
) -> dict[str, Any]:
    return {"incident_id": incident, "short": short, "last_s": last_s, "late_s": late_s}


def proposal(**more: Any) -> dict[str, Any]:
    told = {"state": "feasible", "gap": 0.014, "timings_s": {}, "solved_at": "2026-11-22T03:00Z"}
    return {**told, **more}


def test_all_needs_met_is_said_with_the_last_arrival() -> None:
    told = headline([need(last_s=600), need(last_s=1380)], None, "proven", 0.0)
    assert (told["code"], told["needs"], told["met"], told["last_s"]) == ("all_met", 2, 2, 1380)


def test_some_short_counts_what_is_met_and_what_comes_late() -> None:
    told = headline([need(), need(short=2, last_s=None), need(late_s=60)], None, "unproven", 0.1)
    assert (told["code"], told["met"], told["short"], told["late"]) == ("some_short", 2, 1, 1)


def test_nothing_met_and_nothing_asked_are_told_apart() -> None:
    assert headline([need(short=1, last_s=None)], None, "proven", 0.0)["code"] == "none_met"
    assert headline([], None, "proven", 0.0)["code"] == "nothing_asked"


def test_an_unknown_arrival_is_not_the_earliest() -> None:
    assert headline([need(short=1, last_s=None)], None, "proven", 0.0)["last_s"] is None


@pytest.mark.parametrize(
    ("state", "gap", "timings", "proof"),
    [
        ("proven", 0.0, {"solve": 0.2}, "proven"),
        ("feasible", 0.0, {}, "improving"),
        ("feasible", 0.02, {}, "improving"),
        ("feasible", 0.02, {"solve": 5.0}, "unproven"),
        ("accepted", 0.0, {"solve": 0.2}, "proven"),
        ("accepted", 0.02, {}, "unproven"),
    ],
)
def test_only_a_finished_solve_is_called_proven(
    state: str, gap: float, timings: dict[str, float], proof: str
) -> None:
    assert proof_of(state, gap, timings) == proof


def test_while_nothing_is_solved_the_sentence_says_what_is_waited_for() -> None:
    waiting, each = headlines_of(proposal(state="requested", solved_at=None, gap=None), [])
    assert (waiting["code"], waiting["proof"], each) == ("waiting", None, [])
    failed, _each = headlines_of(proposal(state="failed", solved_at=None, gap=None), [])
    assert failed["code"] == "failed"


def test_every_incident_has_a_sentence_of_its_own() -> None:
    whole, each = headlines_of(proposal(), [need(), need(short=1, incident="b")])
    assert (whole["needs"], whole["short"], whole["gap"]) == (2, 1, 0.014)
    assert {one["incident_id"]: one["code"] for one in each} == {"a": "all_met", "b": "none_met"}
