"""Lots that lists keep without a batch number: told apart by their dates, the same ones each time.

A list names one item of one depot in several rows, each with its own date. The first is kept as a
lot without a number, the others bear their date; whatever exists is found again by its dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from resources.importing.matching import Known
from resources.importing.rows import NO_BATCH, Entry

_DATES = ("expires_on", "made_on")
Dates = tuple[Any, Any]


def name_unnumbered(entries: Sequence[Entry], known: Iterable[Known]) -> None:
    """Give every row without a batch number the lot it means, where dates can tell."""
    there: dict[tuple[str, str], list[Known]] = {}
    for one in known:
        if str(one.values["batch"]).startswith(NO_BATCH):
            there.setdefault(_place(one.values), []).append(one)
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        values, unsaid = entry.values, "batch" in entry.assumed
        if unsaid and values["batch"] == NO_BATCH and {"depot_id", "item_code"} <= values.keys():
            groups.setdefault(_place(entry.values), []).append(entry)
    for place, rows in groups.items():
        _name(rows, there.get(place, []))


def _place(values: Mapping[str, Any]) -> tuple[str, str]:
    return str(values["depot_id"]), str(values["item_code"])


def _dates(values: Mapping[str, Any]) -> Dates:
    return values.get("expires_on"), values.get("made_on")


def _name(rows: Sequence[Entry], there: Sequence[Known]) -> None:
    """Exact dates first; then the lot without a number; what is left bears its date."""
    taken: dict[str, Dates] = {}
    waiting: list[Entry] = []
    for row in rows:
        batch = next((b for b, dates in taken.items() if dates == _dates(row.values)), None)
        batch = batch or _of_these_dates(row, there, taken)
        if batch is None:
            waiting.append(row)
        else:
            row.values["batch"] = batch
            taken.setdefault(batch, _dates(row.values))
    for row in waiting:
        dates = _dates(row.values)
        batch = next((b for b, known in taken.items() if known == dates), None)
        batch = batch or _new_name(row, taken)
        row.values["batch"] = batch
        taken.setdefault(batch, dates)


def _of_these_dates(row: Entry, there: Sequence[Known], taken: Mapping[str, Dates]) -> str | None:
    """Return the unnumbered lot whose dates are those that the row gives."""
    told = [name for name in _DATES if row.values.get(name)]
    if not told:
        return None
    fitting = (
        str(one.values["batch"])
        for one in there
        if all(one.values.get(name) == row.values[name] for name in told)
    )
    return next((batch for batch in fitting if batch not in taken), None)


def _new_name(row: Entry, taken: Mapping[str, Dates]) -> str:
    if NO_BATCH not in taken:
        return NO_BATCH
    day = next((row.values[name] for name in _DATES if row.values.get(name)), None)
    return f"{NO_BATCH} {day}" if day else NO_BATCH
