"""The test command counts honestly: a broken step fails the run, whatever it printed."""

import sys
from pathlib import Path

import pytest

from app.testing import lanes
from app.testing.lanes import run_lanes
from app.testing.run import _phases, _split, _sum_up
from app.testing.steps import GROUPS, Step

PASSES = (
    """<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>"""
)
MIXED = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>
<testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase></testsuite></testsuites>"""


def step(folder: Path, name: str, code: str, report: bool = False) -> Step:
    path = folder / f"{name}.xml" if report else None
    return Step(name, (sys.executable, "-c", code), cwd=folder, report=path)


@pytest.fixture(autouse=True)
def _logs_go_to_a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.testing.steps.RESULTS", tmp_path)


def writing(name: str, content: str, code: int = 0) -> str:
    return f"import sys; open({name + '.xml'!r}, 'w').write({content!r}); sys.exit({code})"


def test_counts_come_from_the_report_and_errors_count_as_failed(tmp_path: Path) -> None:
    (outcome,) = run_lanes([[step(tmp_path, "mixed", writing("mixed", MIXED, 1), report=True)]], {})
    assert (outcome.code, outcome.passed, outcome.failed) == (1, 1, 2)


def test_a_step_that_dies_without_a_report_counts_as_one_failure(tmp_path: Path) -> None:
    crash = step(tmp_path, "crash", "import os; os.kill(os.getpid(), 9)", report=True)
    (outcome,) = run_lanes([[crash]], {})
    assert (outcome.code, outcome.passed, outcome.failed) == (-9, 0, 1)


def test_a_step_whose_part_of_the_tree_is_missing_fails(tmp_path: Path) -> None:
    nowhere = Step("nowhere", (sys.executable, "-c", ""), cwd=tmp_path / "frontend")
    (outcome,) = run_lanes([[nowhere]], {})
    assert outcome.failed == 1


def test_a_report_of_an_earlier_run_is_never_counted(tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_text(PASSES)
    (outcome,) = run_lanes([[step(tmp_path, "old", "raise SystemExit(4)", report=True)]], {})
    assert (outcome.passed, outcome.failed) == (0, 1)


def test_lanes_run_side_by_side_and_each_in_its_order(tmp_path: Path) -> None:
    note = "import time; open('order', 'a').write({!r}); time.sleep({})"
    first = [step(tmp_path, "a1", note.format("a", 0)), step(tmp_path, "a2", note.format("A", 0))]
    second = [step(tmp_path, "b1", note.format("b", 0))]
    outcomes = run_lanes([first, second], {})
    written = (tmp_path / "order").read_text()
    assert [outcome.code for outcome in outcomes] == [0, 0, 0]
    assert written.index("a") < written.index("A")
    assert "b" in written


def test_a_step_that_takes_far_too_long_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_STEP_S", 0.3)
    (outcome,) = run_lanes([[step(tmp_path, "hangs", "import time; time.sleep(600)")]], {})
    assert outcome.failed == 1


def test_the_last_line_is_plain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        step(tmp_path, "good", writing("good", PASSES), report=True),
        step(tmp_path, "bad", "raise SystemExit('broken')"),
    ]
    outcomes = run_lanes([steps], {})
    _sum_up(outcomes, 1.0)
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "2 passed, 1 failed"
    assert "broken" in "\n".join(printed)


def test_groups_come_first_and_the_rest_goes_to_pytest() -> None:
    assert _split(["unit", "live", "-k", "unit"]) == (["unit", "live"], ["-k", "unit"])
    assert _split([]) == (list(GROUPS), [])
    assert _split(["-x"]) == (list(GROUPS), ["-x"])
    assert _split([str(Path(__file__)) + "::test_x"])[0] == []


def test_a_whole_run_has_every_group_and_the_browser_has_the_machine_for_itself() -> None:
    *_before, last = _phases(GROUPS, [])
    assert [[one.name for one in lane] for lane in last] == [["browser"]]
    names = {one.name for lanes_ in _phases(GROUPS, []) for lane in lanes_ for one in lane}
    assert names >= {"format", "lint", "types", "imports", "generated client", "screen tests"}
    assert names >= {"unit", "architecture", "integration", "live", "acceptance", "migrations"}
