"""Sixteen clerks edit the same lots at once: what they were told is what the lots hold."""

from app.bench.inventory_clerks import figures, open_store, work
from core.db import Database


def test_sixteen_clerks_at_the_same_lots_lose_no_edit(city: Database) -> None:
    store = open_store(city)
    tallies = work(store, 320)
    found = {figure.name: figure for figure in figures(store, tallies, 1.0)}
    assert sum(len(tally.took_s) for tally in tallies) == 320
    assert [figure.name for figure in found.values() if figure.ok is False] == []
    assert (found["edits carried out"].value or 0) > 50
