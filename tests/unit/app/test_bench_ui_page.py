"""The page of the command screen's speed, made of the figures on record."""

from pathlib import Path

from app.bench.record import FOLDER, keep
from app.bench.registry import Figure
from app.bench.run import as_object
from app.bench.ui import page, traffic
from app.bench.ui.bench import _waits_ms


def test_the_page_tells_each_figure_with_its_target_and_what_it_is_held_against(
    tmp_path: Path,
) -> None:
    notes = (FOLDER / page.NOTES).read_text(encoding="utf-8")
    (tmp_path / page.NOTES).write_text(notes, encoding="utf-8")
    facts = {"peer_name": "a plain map", "p95_ms": 33.4}
    slow = Figure("frames", 12.5, "frames/s", 3, 11.0, 25.0, more_is_better=True, facts=facts)
    keep(page.NAME, as_object(slow), tmp_path)
    page.write_page(tmp_path)
    text = (tmp_path / "ui.md").read_text(encoding="utf-8")
    assert "| frames (n=3) | 12.5 frames/s | 25 | **missed** |" in text
    assert "a plain map: 11; p95 ms 33.4" in text
    assert notes in text


def test_a_change_replaced_before_it_was_painted_waits_for_the_later_one() -> None:
    committed = {0: 10.0, 1: 10.1, 2: 10.2, 3: 10.3}
    painted = {1: 10_150.0, 2: 10_260.0, 3: 10_330.0}
    waits, replaced = _waits_ms(committed, painted, incidents=2)
    assert replaced == 1
    assert [round(one) for one in waits] == [30, 50, 60, 260]


def test_teams_apart_stand_on_a_lattice_and_others_where_the_same_chance_puts_them() -> None:
    apart = traffic._places(4, apart=True)
    assert apart == [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    assert traffic._places(50, apart=False) == traffic._places(50, apart=False)
