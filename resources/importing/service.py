"""Writes of imports as people ask for them: a list is brought in, mapped, applied, undone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import NotFound, VersionRequired, require_version
from core.visibility import require_visible, sees
from resources.importing import queries, schemas
from resources.importing.errors import (
    CannotBeWhole,
    CatalogueOfTheCity,
    FieldMappedTwice,
    ImportNotReady,
    ImportTooLarge,
    ImportUnderWay,
    NothingMapped,
    NothingToApply,
    NotYourKindOfList,
    NotYourOffice,
    UnknownImportField,
)
from resources.importing.fields import Kind
from resources.importing.gate import MOST_BYTES
from resources.importing.kinds import KINDS
from resources.importing.matching import CAN_BE_WHOLE
from resources.importing.models import ImportBatch, ImportFile, ImportJob, ImportMemory
from resources.importing.text import plain, tidy

NO_OPTIONS: Mapping[str, Any] = {
    "mapping": {}, "datum": "WGS84", "whole": False, "fill_down": [], "words": {},
    "otherwise": {},
}  # fmt: skip
_NAMING = {"lots": ("depot_id", "item_code"), "trucks": ("plate",), "classes": ("code",)}
_PREVIEWABLE = ("read", "previewed")


def import_channel(world: str) -> str:
    """Return the channel on which work on a world's lists is rung."""
    return f"muster_import_{world}"


def bring_in(
    session: Session,
    actor: Actor,
    kind_name: str,
    file_name: str,
    content: bytes,
    jurisdiction_code: str | None = None,
) -> ImportBatch:
    """Take a file for an office of one's own and ask for it to be read."""
    kind = KINDS[kind_name]
    office = jurisdiction_code or actor.home_code
    if not sees(actor.prefixes, office):
        raise NotYourOffice(jurisdiction=office)
    _require_may(actor, kind)
    if kind.permission == "catalogue.write":
        _require_of_the_city(actor, office)
    if len(content) > MOST_BYTES:
        raise ImportTooLarge(field="file", most_mb=MOST_BYTES >> 20)
    batch = ImportBatch(
        kind=kind_name,
        jurisdiction_code=office,
        file_name=tidy(file_name)[:200] or "list",
        state="reading",
        outline={},
        options=dict(NO_OPTIONS),
        counts={},
        error=None,
        created_at=clock.now(session),
        created_by=actor.account_id,
        created_by_name=actor.name,
        version=1,
    )
    session.add(batch)
    session.flush()
    session.add(ImportFile(batch_id=batch.id, source=content, cells=None))
    _ask(session, actor, batch, "read")
    return batch


def _require_of_the_city(actor: Actor, office: str) -> None:
    """The catalogue is everybody's: a city or an office above it keeps it, and no exercise."""
    if actor.world != LIVE or not office.endswith("00"):
        raise CatalogueOfTheCity(jurisdiction=office)


def _require_may(actor: Actor, kind: Kind) -> None:
    if not actor.may(kind.permission):
        raise NotYourKindOfList(kind=kind.name)


def _ask(session: Session, actor: Actor, batch: ImportBatch, action: str) -> None:
    """Put work on the list and ring for whoever does it."""
    session.execute(delete(ImportJob).where(ImportJob.batch_id == batch.id))
    session.add(
        ImportJob(
            batch_id=batch.id,
            action=action,
            asked_at=clock.now(session),
            asked_by=actor.account_id,
            asked_by_name=actor.name,
            prefixes=list(actor.prefixes),
        )
    )
    session.flush()
    session.execute(text(f"NOTIFY {import_channel(session.info['world'])}"))


def own_batch(
    session: Session, actor: Actor, batch_id: UUID, *, locked: bool = False
) -> ImportBatch:
    """Return a batch of one's own offices; one that is not visible is not there."""
    batch = session.get(ImportBatch, batch_id, with_for_update=locked, populate_existing=locked)
    if batch is None:
        raise NotFound(noun="import_batch")
    require_visible(actor.prefixes, batch.jurisdiction_code, "import_batch")
    if batch.kind in kinds_hidden_from(actor):
        raise NotFound(noun="import_batch")
    return batch


def kinds_hidden_from(actor: Actor) -> list[str]:
    """Return the kinds of lists that hold personal data and are not this actor's to keep."""
    return [] if actor.may("experts.write") else ["experts"]


def _to_change(
    session: Session, actor: Actor, batch_id: UUID, seen: int | None, states: Sequence[str], wanted: str  # noqa: E501
) -> ImportBatch:  # fmt: skip
    """Lock a batch in one of these states for what is wanted, based on the version seen."""
    if seen is None:
        raise VersionRequired()
    own_batch(session, actor, batch_id)
    if queries.job_of(session, batch_id) is not None:
        raise ImportUnderWay()
    batch = own_batch(session, actor, batch_id, locked=True)
    _require_may(actor, KINDS[batch.kind])
    require_version(seen, batch.version, {"id": str(batch.id), "state": batch.state})
    if batch.state not in states:
        raise ImportNotReady(state=batch.state, wanted=wanted)
    return batch


def choose_outline(
    session: Session, actor: Actor, batch_id: UUID, seen: int | None, chosen: schemas.OutlineIn
) -> ImportBatch:
    """Look at another sheet, or take other rows as the heading."""
    batch = _to_change(session, actor, batch_id, seen, _PREVIEWABLE, "read")
    batch.outline = batch.outline | {"asked": chosen.model_dump()}
    batch.state = "reading"
    batch.version += 1
    _ask(session, actor, batch, "outline")
    return batch


def ask_preview(
    session: Session, actor: Actor, batch_id: UUID, seen: int | None, chosen: schemas.PreviewIn
) -> ImportBatch:
    """Have every row compared with what exists; the choices are remembered for the office."""
    batch = _to_change(session, actor, batch_id, seen, _PREVIEWABLE, "previewed")
    kind = KINDS[batch.kind]
    _require_mapping(kind, chosen)
    batch.options = chosen.model_dump(mode="json") | {
        "mapping": {str(column): name for column, name in chosen.mapping.items()}
    }
    batch.state = "previewing"
    batch.error = None
    batch.version += 1
    remember(session, batch)
    _ask(session, actor, batch, "preview")
    return batch


def _require_mapping(kind: Kind, chosen: schemas.PreviewIn) -> None:
    known = {one.name for one in kind.fields}
    for name in (*chosen.mapping.values(), *chosen.fill_down, *chosen.words, *chosen.otherwise):
        if name not in known:
            raise UnknownImportField(field="mapping", kind=kind.name, value=name)
    names = list(chosen.mapping.values())
    told = {*names, *(name for name, text in chosen.otherwise.items() if text.strip())}
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FieldMappedTwice(field="mapping", value=", ".join(twice))
    naming = _NAMING.get(kind.name)
    lacking = [name for name in naming if name not in told] if naming else []
    if naming is None and not {"name", "code"} & set(names):
        lacking = ["name"]
    if lacking:
        raise NothingMapped(field="mapping", value=", ".join(lacking))
    if chosen.whole and kind.name not in CAN_BE_WHOLE:
        raise CannotBeWhole(field="whole", kind=kind.name)


def remember(session: Session, batch: ImportBatch) -> None:
    """Keep an office's names of columns, its words and its datum for the next list of the kind."""
    columns = batch.outline.get("columns", [])
    named = {
        plain(columns[int(column)]["name"]): name
        for column, name in batch.options["mapping"].items()
        if int(column) < len(columns) and plain(columns[int(column)]["name"])
    }
    ignored = {
        plain(one["name"]): ""
        for n, one in enumerate(columns)
        if str(n) not in batch.options["mapping"] and plain(one["name"])
    }
    memory = queries.memory_of(session, batch.jurisdiction_code, batch.kind)
    if memory is None:
        memory = ImportMemory(
            jurisdiction_code=batch.jurisdiction_code, kind=batch.kind, columns={}, words={}
        )
        session.add(memory)
    memory.columns = memory.columns | ignored | named
    words = {name: {plain(text): code for text, code in told.items()} for name, told in batch.options["words"].items()}  # noqa: E501  # fmt: skip
    memory.words = {
        name: memory.words.get(name, {}) | words.get(name, {}) for name in {*memory.words, *words}
    }
    memory.datum = batch.options["datum"]
    memory.changed_at = clock.now(session)


def ask_apply(session: Session, actor: Actor, batch_id: UUID, seen: int | None) -> ImportBatch:
    """Have every row without a fault taken over, all in one transaction."""
    batch = _to_change(session, actor, batch_id, seen, ("previewed",), "applied")
    if not any(batch.counts.get(name) for name in ("added", "changed", "unchanged", "removed")):
        raise NothingToApply()
    batch.state = "applying"
    batch.error = None
    batch.version += 1
    _ask(session, actor, batch, "apply")
    return batch


def ask_undo(session: Session, actor: Actor, batch_id: UUID, seen: int | None) -> ImportBatch:
    """Have a list that was applied taken back as a whole."""
    batch = _to_change(session, actor, batch_id, seen, ("applied",), "undone")
    batch.state = "undoing"
    batch.error = None
    batch.version += 1
    _ask(session, actor, batch, "undo")
    return batch


def cancel(session: Session, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Stop the work on a list, or put the list aside; what was applied stays applied."""
    batch = own_batch(session, actor, batch_id)
    _require_may(actor, KINDS[batch.kind])
    job = session.get(ImportJob, batch_id, with_for_update=True)
    if job is not None:
        job.cancelled = True
        return batch
    if batch.state not in ("read", "previewed", "failed"):
        raise ImportNotReady(state=batch.state, wanted="cancelled")
    batch.state = "cancelled"
    batch.version += 1
    return batch
