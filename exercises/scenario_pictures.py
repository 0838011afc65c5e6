"""One's own pictures in a scenario: in its file as base64, kept here once under their digest.

A picture is decoded and written anew like every photo that is sent, so what is shown to players is
a plain JPEG. Together they fit into one file that can be taken in again.
"""

import base64
import hashlib
from binascii import Error as NotBase64
from collections.abc import Iterator

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import DomainError
from dispatch.errors import PhotoTooLarge, PhotoUnreadable
from dispatch.photos import Photo, photo_from
from exercises.errors import PictureNotThere, PicturesTooLarge
from exercises.models import Exercise, ExerciseTemplate, ScenarioPicture
from exercises.scenario import Scenario, Tell
from exercises.scenarios import picture
from exercises.schemas_templates import PicturePreview

MARK = "sha256:"
MOST_TOGETHER_BYTES = 2_600_000
"""As base64 beside the script this is less than a request may carry."""


def settled(session: Session, scenario: Scenario) -> Scenario:
    """Keep the pictures that a scenario brings, and return it naming each by its digest.

    A picture that an inject shows and nobody has is refused, with its place.
    """
    for name, field in shown(scenario):
        if name not in scenario.pictures and picture(name) is None:
            raise PictureNotThere(picture=name, field=field)
    if not scenario.pictures:
        return scenario
    kept = {name: _keep(session, name, told) for name, told in scenario.pictures.items()}
    named = [one.removeprefix(MARK) for one in kept.values()]
    together = func.sum(func.length(ScenarioPicture.content))
    total = session.scalar(select(together).where(ScenarioPicture.digest.in_(named))) or 0
    if total > MOST_TOGETHER_BYTES:
        raise PicturesTooLarge(most_kb=MOST_TOGETHER_BYTES // 1000, field="pictures")
    return scenario.model_copy(update={"pictures": kept})


def shown(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Return the pictures that injects show, each with its place in the file."""
    for place, inject in enumerate(scenario.injects):
        media = inject.doing.media if isinstance(inject.doing, Tell) else None
        if media is not None:
            yield media, f"injects.{place}.doing.media"


def _keep(session: Session, name: str, told: str) -> str:
    known = _known(session, told)
    if known is not None:
        return MARK + known.digest
    if told.startswith(MARK):
        raise PictureNotThere(picture=name, field=f"pictures.{name}")
    photo = _photo(name, told)
    digest = hashlib.sha256(photo.content).hexdigest()
    row = {
        "digest": digest,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "content": photo.content,
    }
    session.execute(insert(ScenarioPicture).values(row).on_conflict_do_nothing())
    return MARK + digest


def _known(session: Session, told: str) -> ScenarioPicture | None:
    """Return the picture that is kept already: named by its digest, or sent as it is stored."""
    digest = told.removeprefix(MARK)
    if digest == told:
        try:
            digest = hashlib.sha256(base64.b64decode(told, validate=True)).hexdigest()
        except (NotBase64, ValueError):
            return None
    return session.get(ScenarioPicture, digest)


def _photo(name: str, text: str) -> Photo:
    try:
        return photo_from(text)
    except (PhotoUnreadable, PhotoTooLarge) as refusal:
        raise type(refusal)(**refusal.facts | {"field": f"pictures.{name}"}) from None


def in_one_file(session: Session, scenario: Scenario) -> Scenario:
    """Return a scenario that carries its pictures itself, to be taken elsewhere."""
    if not scenario.pictures:
        return scenario
    digests = {name: told.removeprefix(MARK) for name, told in scenario.pictures.items()}
    kept = ScenarioPicture.digest.in_(digests.values())
    rows = session.scalars(select(ScenarioPicture).where(kept))
    text = {row.digest: base64.b64encode(row.content).decode() for row in rows}
    carried = {name: text[digest] for name, digest in digests.items() if digest in text}
    return scenario.model_copy(update={"pictures": carried})


def content_of(session: Session, scenario: Scenario | None, name: str) -> bytes | None:
    """Return one of a scenario's own pictures; None where it is not one of its own."""
    told = scenario.pictures.get(name) if scenario is not None else None
    row = session.get(ScenarioPicture, told.removeprefix(MARK)) if told else None
    return row.content if row is not None else None


def previews(session: Session, scenario: Scenario) -> list[PicturePreview]:
    """Return each picture that a scenario brings or shows, and what is wrong with it, if anything.

    Nothing is kept.
    """
    times: dict[str, int] = {}
    for name, _field in shown(scenario):
        times[name] = times.get(name, 0) + 1
    own = [_preview(session, name, told) for name, told in scenario.pictures.items()]
    others = [
        PicturePreview(name=name, is_own=False, trouble=None if picture(name) else "not_there")
        for name in times
        if name not in scenario.pictures
    ]
    return [one.model_copy(update={"shown": times.get(one.name, 0)}) for one in (*own, *others)]


def _preview(session: Session, name: str, told: str) -> PicturePreview:
    known: ScenarioPicture | Photo | None = _known(session, told)
    if known is None and told.startswith(MARK):
        return PicturePreview(name=name, is_own=True, trouble="not_there")
    try:
        found = known or _photo(name, told)
    except DomainError as refusal:
        trouble = "photo_too_large" if isinstance(refusal, PhotoTooLarge) else "photo_unreadable"
        return PicturePreview(name=name, is_own=True, trouble=trouble)
    return PicturePreview(
        name=name,
        is_own=True,
        bytes=len(found.content),
        width_px=found.width_px,
        height_px=found.height_px,
    )


def forget_unused(session: Session) -> None:
    """Remove the pictures that no template and no exercise names any more."""
    session.flush()
    used: set[str] = set()
    for scenario in (ExerciseTemplate.scenario, Exercise.scenario):
        query = select(scenario["pictures"]).where(scenario["pictures"].is_not(None))
        for told in session.scalars(query):
            used |= {one.removeprefix(MARK) for one in (told or {}).values()}
    session.execute(delete(ScenarioPicture).where(ScenarioPicture.digest.not_in(used)))
