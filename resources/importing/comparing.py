"""Holds the rows of a list against what exists: what each would do, what a whole list leaves out."""  # noqa: E501

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from core.visibility import prefix_of
from geo.types import Datum
from resources.importing import queries, queries_known
from resources.importing.applying import NOUNS
from resources.importing.coding import CodeBook
from resources.importing.datum_doubt import doubt_datum
from resources.importing.fields import Kind
from resources.importing.kinds import KINDS
from resources.importing.matching import Known, Matched, Matcher, is_there, removal
from resources.importing.models import ImportBatch
from resources.importing.placing import Ground, Source, place_by_address, place_given
from resources.importing.problems import Problem
from resources.importing.rows import Entry
from resources.importing.unnumbered import name_unnumbered


def compare(
    session: Session,
    batch: ImportBatch,
    entries: Sequence[Entry],
    doubts: dict[str, Any] | None = None,
) -> list[Matched]:
    """Return what every row of a list would do, and what a whole list leaves out.

    ``doubts`` takes what is odd about the list as a whole.
    """
    kind, office = KINDS[batch.kind], batch.jurisdiction_code
    whole = bool(batch.options["whole"])
    sources: dict[int, Source] = {}
    settle = _settling(session, batch, entries, sources)
    named = (
        None if whole else {one.values["depot_id"] for one in entries if "depot_id" in one.values}
    )
    known = queries_known.known_of(session, kind, office, named)
    if kind.name == "lots" and batch.outline:  # a program's rows have names of their own
        name_unnumbered(entries, known)
    measures = queries.abilities(session)["measures"] if kind.name == "teams" else {}
    matcher = Matcher(kind, office, known, settle, measures)
    rows = [matcher.match(entry) for entry in entries]
    _refuse_taken_codes(session, kind, rows)
    for row in rows:
        if row.number in sources and row.outcome in ("added", "changed") and "lon" in row.values:
            row.values["source"] = vars(sources[row.number])
    if doubts is not None:
        doubts |= _doubts(session, batch, rows, sources, known)
    return rows + (_left_out(kind, matcher, entries, rows) if whole else [])


def _settling(
    session: Session, batch: ImportBatch, entries: Sequence[Entry], sources: dict[int, Source]
) -> Callable[[Entry], None]:
    """Return what gives a new entry its place or its code; ``sources`` takes given positions."""
    kind = KINDS[batch.kind]
    if kind.is_placed:
        ground = queries.ground_of(session, batch.jurisdiction_code)
        sources |= place_given(entries, Datum(batch.options["datum"]), ground)
        return lambda entry: _place(entry, ground, sources)
    if kind.name not in ("items", "classes"):
        return lambda entry: None
    book = CodeBook(*queries.codes_in_use(session))
    if kind.name == "classes":
        book.expect([one.values["code"] for one in entries if "code" in one.values])
        return book.settle_class
    book.reserve([one.values["code"] for one in entries if "code" in one.values])
    return book.settle_item


def _place(entry: Entry, ground: Ground, sources: dict[int, Source]) -> None:
    wrong = {one.field for one in entry.problems if not one.warning} & {"lon", "lat", "coordinates"}
    if "lon" not in entry.values and not wrong:
        found = place_by_address(entry, ground)
        if found is not None:
            sources[entry.number] = found


def _refuse_taken_codes(session: Session, kind: Kind, rows: Sequence[Matched]) -> None:
    """A new entry cannot have the code of something that another office keeps."""
    name = "plate" if kind.name == "trucks" else "code"
    fresh = [row for row in rows if row.outcome == "added" and name in row.values]
    taken = queries.taken_codes(session, kind, [row.values[name] for row in fresh])
    for row in fresh:
        if row.values[name] in taken:
            fault = Problem("code_taken", name, {"code": row.values[name]})
            row.problems.append(fault.as_json())
            row.outcome, row.target_id = "error", None


def _left_out(
    kind: Kind, matcher: Matcher, entries: Sequence[Entry], rows: Sequence[Matched]
) -> list[Matched]:
    named = {row.target_id for row in rows if row.target_id is not None}
    last = max(entry.number for entry in entries)
    gone = [one for one in matcher.left_out(named) if is_there(kind, one)]
    return [removal(kind, one, last + n) for n, one in enumerate(gone, start=1)]


def _doubts(
    session: Session,
    batch: ImportBatch,
    rows: Sequence[Matched],
    sources: Mapping[int, Source],
    known: Sequence[Known],
) -> dict[str, Any]:
    """Return in which other datum the list seems to be, by what was placed exactly before."""
    if batch.kind not in NOUNS:
        return {}
    rough = set(
        queries.approximate(session, NOUNS[batch.kind], [prefix_of(batch.jurisdiction_code)])
    )
    stood = {one.id: one.values for one in known if one.id not in rough and "lon" in one.values}
    pairs = [
        (sources[row.number], stood[row.target_id])
        for row in rows
        if row.number in sources and row.target_id in stood and sources[row.number].lon is not None
    ]
    given = np.array([(one.lon, one.lat) for one, _ in pairs], dtype=float).reshape(-1, 2)
    before = np.array([(one["lon"], one["lat"]) for _, one in pairs], dtype=float).reshape(-1, 2)
    doubt = doubt_datum(given, before, Datum(batch.options["datum"]))
    return {} if doubt is None else {"datum_doubt": doubt._asdict()}
