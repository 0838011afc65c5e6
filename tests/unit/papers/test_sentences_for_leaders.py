"""The leaders' view: one sentence a decision, the most urgent first, nothing asked twice."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from app.brief.reading import Situation
from app.brief.schemas import Brief
from app.brief.sentences import brief_of


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


small = _load("small_papers")


def situation(*files: Any, **changed: object) -> Situation:
    """What stands at noon: these incidents, no answer on the table, nothing from outside."""
    told: dict[str, object] = {
        "picture": small.duty(*files),
        "seq": 7,
        "proposal": None,
        "matches": {},
        "alarms": [],
        "requests": [],
        "requisitions": [],
        "positions_at": None,
        "prefixes": ["4201"],
    }
    return Situation(**(told | changed))  # type: ignore[arg-type]


def codes(brief: Brief, topic: str = "asked") -> list[str]:
    """The codes of one topic in order."""
    return [one.code for one in brief.sentences if one.topic == topic]


def test_each_decision_is_one_sentence_and_the_most_urgent_comes_first() -> None:
    brief = brief_of(situation(small.file()))
    assert codes(brief)[0] in ("report_overdue", "declined")
    assert set(codes(brief)) == {"report_overdue", "level", "no_response", "short", "declined"}
    assert len({one.id for one in brief.sentences}) == len(brief.sentences)
    urgencies = [one.urgency for one in brief.sentences if one.topic == "asked"]
    assert urgencies == sorted(urgencies)
    assert (codes(brief, "happened"), codes(brief, "running")) == (["incident"], ["running"])


def test_a_gap_says_how_much_is_missing_and_offers_help_and_requisition() -> None:
    brief = brief_of(situation(small.file()))
    short = next(one for one in brief.sentences if one.code == "short")
    assert [line["amount"] for line in short.facts["lines"]] == [1]
    assert [one.act for one in short.decisions] == ["ask_help", "requisition"]
    assert short.decisions[0].facts == {"need_id": str(small.TEAMS_NEED), "amount": 1}
    assert short.ground.tab == "needs"


def test_what_is_not_known_is_told_as_unknown_and_never_as_none_hurt() -> None:
    brief = brief_of(situation(small.file()))
    happened = next(one for one in brief.sentences if one.code == "incident")
    assert "missing" not in happened.facts["people"]
    assert happened.facts["people"]["serious_injuries"] == 12
    assert happened.facts["level"] is None
    assert happened.facts["proposed"] == 3


def test_a_quiet_area_asks_for_nothing() -> None:
    brief = brief_of(situation())
    assert brief.sentences == []
    assert brief.incidents == 0


def test_a_report_clock_is_told_before_it_runs_out() -> None:
    soon = small.incident(report_steps=[small.step(-20)])
    brief = brief_of(situation(small.file(incident=soon)))
    due = next(one for one in brief.sentences if one.code == "report_due")
    assert due.facts["left_s"] == 20 * 60
    later = small.incident(report_steps=[small.step(-120)])
    assert "report_due" not in codes(brief_of(situation(small.file(incident=later))))


def test_an_exercise_says_so_in_the_brief() -> None:
    picture = small.duty(small.file())
    drill = replace(picture, setting=replace(picture.setting, is_exercise=True))
    assert brief_of(situation(picture=drill)).is_exercise


def test_the_ground_of_a_sentence_about_an_incident_is_that_incident() -> None:
    brief = brief_of(situation(small.file()))
    assert {one.ground.id for one in brief.sentences} == {str(UUID(int=1))}
