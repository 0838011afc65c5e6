"""Wire shapes of templates: what can be rehearsed, as it is listed, and as one file."""

from datetime import datetime
from typing import Literal

from core.wire import Output
from exercises.scenario import Words
from exercises.schemas import Kind, Purpose


class TemplateView(Output):
    """A template in the list; what happens in it is told to nobody who may play.

    ``id`` is the scenario's own for one that comes with the product. ``roles`` are those that
    injects are told to, ``calls`` how many incidents are reported.
    """

    id: str
    is_shipped: bool
    title: Words
    summary: Words
    kind: Kind
    purpose: Purpose
    objectives: list[Words]
    plan_codes: list[str]
    begins_local: str
    lasts_s: int
    speed: float
    seed: int
    area_code: str | None
    injects: int
    calls: int
    roles: list[str]
    created_at: datetime | None
    created_by_name: str | None
    version: int | None


class PicturePreview(Output):
    """A picture of a file that was not taken in yet: how it would be kept, or what is wrong.

    ``shown`` counts the injects that show it; one that is not its own comes with the product.
    """

    name: str
    is_own: bool
    shown: int = 0
    bytes: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    trouble: Literal["photo_unreadable", "photo_too_large", "not_there"] | None = None


class TemplatePreview(Output):
    """What a file would become as a template; ``fits`` says that it can be taken in as it is."""

    template: TemplateView
    pictures: list[PicturePreview]
    fits: bool
