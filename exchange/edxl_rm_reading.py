"""Reads an EDXL-RM RequestResource message from outside, safely, into what it would become here.

Nothing is written: a person looks at the preview, mends it in the form and asks in the own name.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from aid.errors import NotAMessage
from aid.lifecycle import MessageKind
from exchange.edxl_rm import KEYWORD_LISTS, MSG, RM, missing_elements
from exchange.schemas_edxl import AidPreview, PreviewedLine
from resources.models import Capability, Item

MOST_LINES = 50


def preview(session: Session, text: str) -> AidPreview:
    """Return what a RequestResource message asks for and what of it is understood here."""
    root = _root(text)
    faults = [f"{name} is missing" for name in missing_elements(root)]
    times = [_instant(one) for one in _due(root)]
    blocks = root.findall(_msg("ResourceInformation"))
    lines = [_line(session, one) for one in blocks[:MOST_LINES]]
    if len(blocks) > MOST_LINES:
        faults.append(f"only the first {MOST_LINES} resources are shown")
    return AidPreview(
        message_id=_said(root, _msg("MessageID")) or "",
        kind=MessageKind.REQUEST_RESOURCE.value,
        sent_at=_said(root, _msg("SentDateTime")) or "",
        description=_said(root, _msg("MessageDescription")) or "",
        incident=_said(root, f"{_msg('IncidentInformation')}/{_rm('IncidentDescription')}"),
        contact=_said(root, f"{_msg('ContactInformation')}/{_rm('ContactDescription')}"),
        due_at=min((one for one in times if one is not None), default=None),
        place=_said(root, _PLACE) or "",
        lines=lines,
        faults=faults,
    )


def _root(text: str) -> Element:
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotAMessage(why=type(error).__name__) from None
    if root.tag != _msg(MessageKind.REQUEST_RESOURCE.value):
        raise NotAMessage(why=str(root.tag)[:100])
    return root


def _line(session: Session, block: Element) -> PreviewedLine:
    """A resource by its keyword in our lists, else by its name; its amount where it is a number."""
    name = _said(block, f"{_msg('Resource')}/{_msg('Name')}") or ""
    codes = _codes(session, block, name)
    amount = _amount(block)
    fault = None if any(codes.values()) else "unknown"
    return PreviewedLine(
        name=name,
        amount=amount,
        capability_code=codes["capability_code"],
        item_code=codes["item_code"],
        fault=fault or (None if amount else "no_amount"),
    )


def _codes(session: Session, block: Element, name: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {"capability_code": None, "item_code": None}
    tables: dict[str, Any] = {"capability_code": Capability, "item_code": Item}
    for keyword in block.iterfind(f"{_msg('Resource')}/{_msg('Keyword')}"):
        field = KEYWORD_LISTS.get(_said(keyword, _rm("ValueListURN")) or "")
        code = _said(keyword, _rm("Value"))
        if field and code and session.get(tables[field], code) is not None:
            found[field] = code
            return found
    for field, table in tables.items():
        named = select(table.code).where((table.name == name) | (table.name_en == name)).limit(1)
        code = session.scalar(named) if name else None
        if code is not None:
            found[field] = code
            return found
    return found


def _amount(block: Element) -> int | None:
    quantity = f"{_msg('AssignmentInformation')}/{_msg('Quantity')}"
    measured = _said(block, f"{quantity}/{_rm('MeasuredQuantity')}/{_rm('Amount')}")
    text = measured or _said(block, f"{quantity}/{_rm('QuantityText')}") or ""
    number = text.split()[0] if text.split() else ""
    if not number.isascii() or not number.isdigit() or not 0 < len(number) <= 9:
        return None
    return int(number) or None


def _due(root: Element) -> Iterator[str]:
    for schedule in root.iterfind(f"{_msg('ResourceInformation')}/{_msg('ScheduleInformation')}"):
        if _said(schedule, _msg("ScheduleType")) == "RequestedArrival":
            yield _said(schedule, _msg("DateTime")) or ""


def _instant(text: str) -> datetime | None:
    """A time with an offset; one without is not understood rather than guessed."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _said(parent: Element, path: str) -> str | None:
    text = parent.findtext(path)
    return text.strip()[:500] if text and text.strip() else None


def _msg(name: str) -> str:
    return f"{{{MSG}}}{name}"


def _rm(name: str) -> str:
    return f"{{{RM}}}{name}"


_PLACE = "/".join(
    (
        _msg("ResourceInformation"),
        _msg("ScheduleInformation"),
        _msg("Location"),
        _rm("LocationDescription"),
    )
)
