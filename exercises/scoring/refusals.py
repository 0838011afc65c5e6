"""Second promises that the system refused, and observers' entries that stand: read from the log."""

from exercises.schemas_score import EntryRow, RefusalRow
from exercises.scoring.log import Log, Told, must, refs, words


def refusal_rows(log: Log) -> list[RefusalRow]:
    """Return every attempt to promise something twice that was refused, repeats counted once."""
    found: dict[tuple[str | None, ...], list[Told]] = {}
    for one in log.of("refusal"):
        named = (one.by_name, *(one.record[key] for key in ("code", "resource", "incident")))
        found.setdefault(named, []).append(one)
    return [_refusal(told) for told in found.values()]


def _refusal(told: list[Told]) -> RefusalRow:
    first = told[0]
    return RefusalRow(
        key=f"refusal:{first.seq}",
        at=first.at,
        by_name=first.by_name,
        code=first.record["code"],
        resource=first.record["resource"],
        incident=first.record["incident"],
        events=refs(told),
    )


def entry_rows(log: Log) -> list[EntryRow]:
    """Return what observers noted and did not correct, in the order in which it was noted."""
    corrected = {one.record["corrects_id"] for one in log.of("evaluation")}
    return [_entry(one) for one in log.of("evaluation") if one.id not in corrected]


def _entry(told: Told) -> EntryRow:
    said = told.record
    return EntryRow(
        id=said["id"],
        criterion=said["criterion"],
        title=words(said["title"], said["title_en"]),
        observer_name=said["observer_name"],
        rating=said["rating"],
        points=said["points"],
        note=said["note"],
        at=must(said["at"]),
        events=refs([told]),
    )
