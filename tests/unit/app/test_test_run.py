"""The test command counts honestly: a broken step fails the run, whatever it printed."""

import sys
from pathlib import Path

import pytest

from app.testing import lanes
from app.testing.lanes import run_steps
from app.testing.run import _split, _steps, _sum_up
from app.testing.steps import BUILT_VARIABLE, GROUPS, Step

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
    (outcome,) = run_steps([step(tmp_path, "mixed", writing("mixed", MIXED, 1), report=True)], {})
    assert (outcome.code, outcome.passed, outcome.failed) == (1, 1, 2)


def test_a_step_that_dies_without_a_report_counts_as_one_failure(tmp_path: Path) -> None:
    crash = step(tmp_path, "crash", "import os; os.kill(os.getpid(), 9)", report=True)
    (outcome,) = run_steps([crash], {})
    assert (outcome.code, outcome.passed, outcome.failed) == (-9, 0, 1)


def test_a_step_whose_part_of_the_tree_is_missing_fails(tmp_path: Path) -> None:
    nowhere = Step("nowhere", (sys.executable, "-c", ""), cwd=tmp_path / "frontend")
    (outcome,) = run_steps([nowhere], {})
    assert outcome.failed == 1


def test_a_report_of_an_earlier_run_is_never_counted(tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_text(PASSES)
    (outcome,) = run_steps([step(tmp_path, "old", "raise SystemExit(4)", report=True)], {})
    assert (outcome.passed, outcome.failed) == (0, 1)


def test_a_lane_that_is_free_takes_the_next_step_while_the_other_is_still_at_its_own(
    tmp_path: Path,
) -> None:
    until_c = "import pathlib, time\nwhile not pathlib.Path('c').exists(): time.sleep(0.01)"
    steps = [
        step(tmp_path, "a", until_c),
        step(tmp_path, "b", ""),
        step(tmp_path, "c", "open('c', 'w')"),
    ]
    outcomes = run_steps(steps, {}, lanes=2)
    assert outcomes[0].step.name == "b"
    assert {one.step.name: one.code for one in outcomes} == {"a": 0, "b": 0, "c": 0}


def test_one_lane_takes_the_steps_in_their_order(tmp_path: Path) -> None:
    note = "open('order', 'a').write({!r})"
    run_steps([step(tmp_path, name, note.format(name)) for name in "abc"], {})
    assert (tmp_path / "order").read_text() == "abc"


def test_a_step_that_takes_far_too_long_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_STEP_S", 0.3)
    (outcome,) = run_steps([step(tmp_path, "hangs", "import time; time.sleep(600)")], {})
    assert outcome.failed == 1


def test_the_last_line_is_plain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        step(tmp_path, "good", writing("good", PASSES), report=True),
        step(tmp_path, "bad", "raise SystemExit('broken')"),
    ]
    outcomes = run_steps(steps, {})
    _sum_up(outcomes, 1.0)
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "2 passed, 1 failed"
    assert "broken" in "\n".join(printed)


def test_groups_come_first_and_the_rest_goes_to_pytest() -> None:
    assert _split(["unit", "live", "-k", "unit"]) == (["unit", "live"], ["-k", "unit"])
    assert _split([]) == (list(GROUPS), [])
    assert _split(["-x"]) == (list(GROUPS), ["-x"])
    assert _split([str(Path(__file__)) + "::test_x"])[0] == []


def test_a_whole_run_has_every_group_and_begins_early_with_what_takes_longest() -> None:
    names = [one.name for one in _steps(GROUPS, [])]
    assert {*names} >= {"format", "lint", "types", "imports", "generated client", "screen tests"}
    assert {*names} >= {"unit", "architecture", "integration", "live", "acceptance", "migrations"}
    assert len(names) == len({*names})
    assert names.index("lint") < names.index("integration") < names.index("browser 1")
    assert names.index("browser 3") < names.index("screen tests")


def test_every_browser_test_is_in_one_part_unless_pytest_is_told_more() -> None:
    parts = [one for one in _steps(["browser"], []) if one.name.startswith("browser")]
    files = [word for part in parts for word in part.command if word.endswith(".py")]
    assert sorted(files) == sorted(map(str, Path("tests/browser").resolve().glob("test_*.py")))
    assert [one.name for one in _steps(["browser"], ["-x"])] == ["browser"]


def test_tests_that_share_a_city_come_as_they_were_written_and_the_others_are_shuffled() -> None:
    kept = {one.name for one in _steps(GROUPS, []) if "--randomly-dont-reorganize" in one.command}
    assert kept == {
        "integration",
        "browser 1",
        "browser 2",
        "browser 3",
        "live",
        "acceptance",
        "migrations",
    }


def test_screens_are_built_as_a_step_where_the_set_up_has_not_built_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(BUILT_VARIABLE, raising=False)
    assert "screen build" in [one.name for one in _steps(["screens"], [])]
    monkeypatch.setenv(BUILT_VARIABLE, "yes")
    assert "screen build" not in [one.name for one in _steps(["screens"], [])]
