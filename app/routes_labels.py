"""Labels over HTTP where several packages meet: opening, printing, boxes of delivery orders."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app import order_boxes
from app.consignment_note import Note, note_html
from app.errors import wanted_locale
from app.label_opening import open_label
from app.label_sheet import LAYOUTS, Print, sheet_html
from app.schemas_labels import LabelLayout, LabelPapers, OpenedLabel
from core import transaction
from core.auth import Actor, allow
from core.config import Environment, Settings
from core.errors import NotFound
from core.models import World
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from dispatch.schemas import Order
from resources import schemas_labels, service_labels

router = transaction.router("labels")
Reader = Annotated[Actor, allow("picture.read")]
Carrier = Annotated[Actor, allow("deliveries.report")]
Code = Annotated[str, Path(max_length=200, examples=["7K3MQ-2R9TX"])]
Language = Literal["zh-CN", "en"]
LayoutCode = Literal["a4-70x37", "a4-99x68", "a4-105x74", "roll-100x70", "roll-60x40"]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}
_PAGE = _ONE | {200: {"description": "A page to print", "content": {"text/html": {}}}}


@router.get("/labels/{code}", responses=_ONE)
def get_label(session: SessionDep, actor: Reader, code: Code) -> OpenedLabel:
    """Return what a code stands for and what this person does next."""
    return open_label(session, actor, code)


@router.get("/label-papers", responses=_READ)
def get_label_papers(request: Request, actor: Reader) -> LabelPapers:
    """Return the kinds of label paper, and the address that printed codes open."""
    layouts = [
        LabelLayout(
            code=one.code,
            name=one.words[0],
            name_en=one.words[1],
            columns=one.grid[0],
            rows=one.grid[1],
            width_mm=one.label_mm[0],
            height_mm=one.label_mm[1],
        )
        for one in LAYOUTS.values()
    ]
    return LabelPapers(base=site_base(request), layouts=layouts)


@router.get("/label-runs/{run_id}/sheet", response_class=HTMLResponse, responses=_PAGE)
def print_labels(
    request: Request,
    session: SessionDep,
    actor: Reader,
    run_id: UUID,
    layout: LayoutCode = "a4-70x37",
    first: Annotated[int, Query(ge=1, le=100)] = 1,
    language: Language | None = None,
) -> HTMLResponse:
    """Return the labels of a run as sheets to print, from the first free place on."""
    run = service_labels.run_of(session, actor, run_id)
    is_exercise, is_demo = _world(request, session, actor)
    wanted = Print(
        base=site_base(request),
        layout=LAYOUTS[layout],
        locale=language or wanted_locale(request),
        first=first,
        is_exercise=is_exercise,
        is_demo=is_demo,
    )
    return HTMLResponse(sheet_html(run.labels, wanted))


@router.get("/labels/{code}/note", response_class=HTMLResponse, responses=_PAGE)
def print_consignment_note(
    request: Request,
    session: SessionDep,
    actor: Reader,
    code: Code,
    language: Language | None = None,
) -> HTMLResponse:
    """Return the consignment note of a transfer or a delivery order, to print and sign."""
    opened = open_label(session, actor, code)
    if opened.label.noun not in ("transfer", "order"):
        raise NotFound(noun="label")
    is_exercise, is_demo = _world(request, session, actor)
    note = Note(
        label=opened.label,
        transfer=opened.transfer,
        order=opened.order,
        boxes=opened.expected,
        base=site_base(request),
        is_exercise=is_exercise,
        is_demo=is_demo,
    )
    return HTMLResponse(note_html(note, language or wanted_locale(request)))


@router.post("/orders/{order_id}/label", status_code=201, responses=_CHANGE)
def issue_label_of_order(
    session: SessionDep, actor: Carrier, order_id: UUID
) -> schemas_labels.LabelRunIssued:
    """Return the label of a delivery order, issued the first time."""
    return order_boxes.label_of_order(session, actor, order_id)


@router.post("/orders/{order_id}/load-boxes", responses=_CHANGE)
def load_boxes(
    session: SessionDep,
    actor: Carrier,
    order_id: UUID,
    given: schemas_labels.OrderBoxesIn,
    if_match: IfMatch,
) -> Order:
    """Load an order, naming the boxes that went on the lorry."""
    return order_boxes.load_boxes(session, actor, order_id, if_match, given)


@router.post("/orders/{order_id}/deliver-boxes", responses=_CHANGE)
def deliver_boxes(
    session: SessionDep,
    actor: Carrier,
    order_id: UUID,
    given: schemas_labels.OrderBoxesIn,
    if_match: IfMatch,
) -> Order:
    """Hand an order over at its scene, naming the boxes that arrived and who took them."""
    return order_boxes.deliver_boxes(session, actor, order_id, if_match, given)


def site_base(request: Request) -> str:
    """Return the address under which people know this site: as set, else as they came."""
    settings: Settings = request.app.state.settings
    return settings.public_origin or str(request.base_url)


def _world(request: Request, session: Session, actor: Actor) -> tuple[bool, bool]:
    """Say whether this is an exercise, and whether the data is a demonstration's."""
    is_demo = request.app.state.settings.environment is Environment.DEMO
    return session.get_one(World, actor.world).kind == "exercise", is_demo
