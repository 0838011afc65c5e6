"""The solve command tells answers in both languages, writes what was asked, and refuses precisely."""

import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from app import solve_sentences
from app.solve_command import Wanted, _stopped_by_hand, language_of, solve_command
from app.solve_text import Words
from dispatch.optimiser.cli import check_files
from dispatch.optimiser.solution import TERMS, FixCode, PickReason, Reason, ShortfallReason
from dispatch.optimiser.what_if.why_not import Obstacle

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "problems" / "chlorine-leak.json"


def edits_file(folder: Path, *rows: dict[str, Any], name: str | None = None) -> Path:
    path = folder / "edits.json"
    data = {"format": "muster-edits/1", "edits": list(rows)}
    path.write_text(json.dumps(data | ({"name": name} if name else {})))
    return path


def catalogues() -> list[dict[str, tuple[str, str]]]:
    return [
        solve_sentences.REASONS,
        solve_sentences.FIXES,
        solve_sentences.FACTS,
        solve_sentences.TERMS,
        solve_sentences.PHRASES,
    ]


def test_every_code_of_the_optimiser_has_its_sentence() -> None:
    reasons = {*PickReason, *ShortfallReason, *Obstacle}
    assert reasons <= set(solve_sentences.REASONS)
    assert {*FixCode, "lift_pin"} == set(solve_sentences.FIXES)
    assert set(TERMS) == set(solve_sentences.TERMS)


def test_every_sentence_is_there_in_both_languages_with_the_same_places() -> None:
    for catalogue in catalogues():
        for code, (chinese, english) in catalogue.items():
            assert chinese.strip() or code == "joiner"
            assert english.strip()
            places = [sorted(re.findall(r"{(\w+)", text)) for text in (chinese, english)]
            assert places[0] == places[1], code
            assert chinese != english or chinese == "{v}", code


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_can_be_said_with_every_fact(language: str) -> None:
    words = Words(language)
    facts: dict[str, Any] = dict.fromkeys(solve_sentences.FACTS, 3)
    facts["also_teams"] = ["t1", "t2"]
    for code in (*solve_sentences.REASONS, *solve_sentences.FIXES):
        told = words.reason(Reason(code, facts))
        assert "{" not in told
        assert "t1 t2" in told


@pytest.mark.parametrize(("language", "says"), [("zh", "选派"), ("en", "teams sent")])
def test_an_answer_is_explained_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, says: str
) -> None:
    out = tmp_path / "answer.json"
    assert solve_command(Wanted(EXAMPLE, out, explain=True, language=language)) == 0
    told = capsys.readouterr().out
    assert says in told
    assert "hazmat-1 → tanker" in told
    assert check_files(EXAMPLE, out) == 0


def test_what_was_asked_lies_beside_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = edits_file(tmp_path, {"edit": "team_lost", "team": "hazmat-1"}, name="少一队")
    out = tmp_path / "answer.json"
    wanted = Wanted(
        EXAMPLE,
        out,
        what_ifs=[edits, edits],
        why_nots=["police-2:crossroads", "hazmat-1"],
        trade_off=True,
        policy="balanced",
        language="zh",
    )
    assert solve_command(wanted) == 0
    assert "设想 少一队" in capsys.readouterr().out
    first = json.loads((tmp_path / "answer.what-if-1.json").read_text())
    second = json.loads((tmp_path / "answer.what-if-2.json").read_text())
    assert first["difference"]["change"] == second["difference"]["change"] > 0
    reasons = json.loads((tmp_path / "answer.why-not.json").read_text())
    assert [row["team"] for row in reasons] == ["police-2", "hazmat-1"]
    assert reasons[1]["sent"] is True
    assert len(json.loads((tmp_path / "answer.trade-off.json").read_text())) >= 1


def test_an_edit_that_cannot_be_is_refused_before_anything_is_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = edits_file(tmp_path, {"edit": "team_lost", "team": "nobody"})
    out = tmp_path / "answer.json"
    assert solve_command(Wanted(EXAMPLE, out, what_ifs=[edits])) == 1
    assert "edits[0].team: there is no 'nobody'" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"why_nots": ["nobody"]}, "there is no team 'nobody'"),
        ({"why_nots": ["hazmat-1:moon"]}, "there is no incident 'moon'"),
        ({"policy": "fortune"}, "'fortune' is not one of"),
    ],
)
def test_a_name_of_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, Any], says: str
) -> None:
    assert solve_command(Wanted(EXAMPLE, tmp_path / "answer.json", **wrong)) == 1
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_gives_code_two(tmp_path: Path) -> None:
    out = tmp_path / "answer.json"
    assert solve_command(Wanted(tmp_path / "none.json", out)) == 2
    assert solve_command(Wanted(EXAMPLE, out, what_ifs=[tmp_path / "none.json"])) == 2
    assert solve_command(Wanted(EXAMPLE, tmp_path / "none" / "answer.json")) == 2


def test_the_first_interrupt_stops_the_search_and_the_second_the_program() -> None:
    with _stopped_by_hand() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN", "LC_ALL": "C"}, "en"), ({}, "en")],
)
def test_the_language_is_that_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_an_answer_under_a_named_policy_is_checked_under_that_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answer.json"
    assert solve_command(Wanted(EXAMPLE, out, policy="keep_cover", language="en")) == 0
    assert check_files(EXAMPLE, out, policy="keep_cover") == 0
    assert check_files(EXAMPLE, out, policy="nobody_knows") == 1
    assert "keep_cover" in capsys.readouterr().err
