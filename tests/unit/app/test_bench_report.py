"""Figures of a benchmark and the lines they are printed as."""

import json

import pytest

from app.bench.registry import Figure
from app.bench.run import report


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert Figure("p50", 0.4, "s", n=20).ok is None


def test_a_figure_that_could_not_be_measured_never_meets_its_target() -> None:
    assert Figure("p95", None, "s", n=0, target=2.0).ok is False


@pytest.mark.parametrize(
    ("value", "more_is_better", "ok"), [(1.5, False, True), (1.5, True, False)]
)
def test_a_target_is_a_ceiling_or_a_floor(value: float, more_is_better: bool, ok: bool) -> None:
    assert Figure("x", value, "s", n=1, target=2.0, more_is_better=more_is_better).ok is ok


def test_the_ratio_to_an_unknown_or_zero_baseline_is_unknown() -> None:
    assert Figure("x", 3.0, "s", n=1, baseline=0.0).ratio is None
    assert Figure("x", 3.0, "s", n=1).ratio is None
    assert Figure("x", 3.0, "s", n=1, baseline=2.0).ratio == 1.5


def test_json_output_is_one_object_a_line_and_ends_with_the_summary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = [
        Figure("a", 1.0, "s", n=3, baseline=2.0, target=2.0),
        Figure("b", 9.0, "s", 1, target=2.0),
    ]
    report(figures, as_json=True)
    first, second, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {
        "name": "a", "value": 1.0, "unit": "s", "baseline": 2.0, "ratio": 0.5, "target": 2.0, "ok": True, "n": 3,
    }  # fmt: skip
    assert second["ok"] is False
    assert last == {"summary": {"met": 1, "missed": 1}}
