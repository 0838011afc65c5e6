"""EDXL-RM 1.0 messages as XML: what the two sides of a request said, by the standard's own names.

The elements and their order follow OASIS EDXL-RM 1.0 with errata (2009): message, incident, recall,
contact, resources. Times carry an offset, never Z (STANDARDS 5.2). What the standard asks for in
each message is checked by ``missing_elements`` before it leaves. Codes of capabilities and items
are given as keywords of our own lists.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from aid.lifecycle import MessageKind as M
from aid.schemas import AidLine, AidMessage, AidRequest, AidSupply
from core.local_time import BEIJING

MSG = "urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg"
RM = "urn:oasis:names:tc:emergency:EDXL:RM:1.0"
CAPABILITIES, ITEMS = "urn:muster:capability", "urn:muster:item"
register_namespace("rmsg", MSG)
register_namespace("rm", RM)
KEYWORD_LISTS = {CAPABILITIES: "capability_code", ITEMS: "item_code"}

PRECEDED = frozenset({M.RESPONSE_TO_REQUEST_RESOURCE, M.COMMIT_RESOURCE})
PRECEDED |= {M.RESPONSE_TO_REQUEST_RETURN, M.RESPONSE_TO_REQUEST_INFORMATION}
NAMES_RESOURCES = frozenset(
    {M.REQUEST_RESOURCE, M.REQUISITION_RESOURCE, M.RELEASE_RESOURCE, M.REQUEST_RETURN}
)
ANSWERS = frozenset(
    {M.RESPONSE_TO_REQUEST_RESOURCE, M.COMMIT_RESOURCE, M.RESPONSE_TO_REQUEST_RETURN}
)
TELLS_STATUS = frozenset({M.RESPONSE_TO_REQUEST_RETURN, M.REPORT_RESOURCE_DEPLOYMENT_STATUS})
"""STANDARDS 5.2: which messages must name what came before, resources, an answer, a status."""


def message_xml(whole: AidRequest, message: AidMessage) -> bytes:
    """Return one message of a request as an EDXL-RM document."""
    root = Element(_msg(message.kind.value))
    _text(root, _msg("MessageID"), str(message.id))
    _text(root, _msg("SentDateTime"), _instant(message.at))
    _text(root, _msg("MessageContentType"), message.kind.value)
    _text(root, _msg("MessageDescription"), message.note or whole.purpose)
    _text(root, _msg("OriginatingMessageID"), str(message.originating_id))
    before = message.preceding_id or (message.id if message.kind in PRECEDED else None)
    if before is not None:
        _text(root, _msg("PrecedingMessageID"), str(before))
    _incident(root, whole)
    if message.recalls_id is not None:
        recall = SubElement(root, _msg("MessageRecall"))
        _text(recall, _rm("RecalledMessageID"), str(message.recalls_id))
        _text(recall, _rm("RecallType"), "Cancel")
    _contact(root, whole, message)
    _resources(root, whole, message)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _resources(root: Element, whole: AidRequest, message: AidMessage) -> None:
    """One block for each supply the message names, or for each line where it names none."""
    lines = {line.id: line for line in whole.lines}
    supplies = {one.id: one for one in whole.supplies}
    named = [(lines[one.line_id], supplies.get(one.id)) for one in message.supplies]
    of: Sequence[tuple[AidLine, AidSupply | None]] = named or [(one, None) for one in whole.lines]
    for number, (line, supply) in enumerate(of, start=1):
        block = SubElement(root, _msg("ResourceInformation"))
        _text(block, _msg("ResourceInfoElementID"), str(number))
        if message.kind in ANSWERS:
            _response(block, message, line)
        _resource(block, line, supply, message)
        _assignment(block, line, line.amount if supply is None else supply.amount)
        _schedule(block, whole, supply, message)


def _response(block: Element, message: AidMessage, line: AidLine) -> None:
    answer = SubElement(block, _msg("ResponseInformation"))
    _text(answer, _rm("PrecedingResourceInfoElementID"), str(line.position))
    _text(answer, _rm("ResponseType"), message.response or "Accept")
    if message.note:
        _text(answer, _rm("ReasonCode"), message.note)


def _resource(block: Element, line: AidLine, supply: AidSupply | None, message: AidMessage) -> None:
    resource = SubElement(block, _msg("Resource"))
    if supply is not None:
        _text(resource, _msg("ResourceID"), str(supply.team_id or supply.lot_id))
    name = line.label if supply is None else supply.team_name or f"{line.label} {supply.batch}"
    _text(resource, _msg("Name"), name)
    keyword = SubElement(resource, _msg("Keyword"))
    kept_in = ITEMS if line.item_code else CAPABILITIES
    _text(keyword, _rm("ValueListURN"), kept_in)
    _text(keyword, _rm("Value"), line.item_code or line.capability_code or "")
    if message.kind in TELLS_STATUS and supply is not None:
        status = SubElement(resource, _msg("ResourceStatus"))
        deployment = SubElement(status, _msg("DeploymentStatus"))
        _text(deployment, _rm("ValueListURN"), "urn:muster:aid_supply:state")
        _text(deployment, _rm("Value"), supply.state.value)
        _text(status, _msg("Availability"), supply.receipt_note or supply.state.value)


def _assignment(block: Element, line: AidLine, amount: int) -> None:
    assignment = SubElement(block, _msg("AssignmentInformation"))
    quantity = SubElement(assignment, _msg("Quantity"))
    measured = SubElement(quantity, _rm("MeasuredQuantity"))
    _text(measured, _rm("Amount"), str(amount))
    unit = SubElement(measured, _rm("UnitOfMeasure"))
    _text(unit, _rm("ValueListURN"), "urn:muster:unit")
    _text(unit, _rm("Value"), line.unit)


def _schedule(
    block: Element, whole: AidRequest, supply: AidSupply | None, message: AidMessage
) -> None:
    times = [("RequestedArrival", whole.due_at)]
    if supply is not None:
        times += [
            (name, at)
            for name, at in (
                ("Committed", supply.committed_at),
                ("ActualDeparture", supply.shipped_at),
                ("EstimatedArrival", supply.eta_at),
                ("ActualArrival", supply.received_at),
                ("ActualReturnDeparture", supply.sent_back_at),
                ("ActualReturnArrival", supply.back_at),
            )
            if at is not None and (at <= message.at or name.startswith("Estimated"))
        ]
    for name, at in times:
        schedule = SubElement(block, _msg("ScheduleInformation"))
        _text(schedule, _msg("ScheduleType"), name)
        _text(schedule, _msg("DateTime"), _instant(at))
        if name == "RequestedArrival":
            where = SubElement(schedule, _msg("Location"))
            _text(where, _rm("LocationDescription"), whole.to_depot_name or whole.place)


def _incident(root: Element, whole: AidRequest) -> None:
    if whole.incident_id is None:
        return
    incident = SubElement(root, _msg("IncidentInformation"))
    _text(incident, _rm("IncidentID"), str(whole.incident_id))
    _text(incident, _rm("IncidentDescription"), whole.incident_title or "")


def _contact(root: Element, whole: AidRequest, message: AidMessage) -> None:
    contact = SubElement(root, _msg("ContactInformation"))
    _text(
        contact, _rm("ContactDescription"), f"{message.from_code} {message.by_name or ''}".strip()
    )
    _text(contact, _rm("ContactRole"), "Sender")
    if message.kind is M.REQUEST_RESOURCE and (whole.contact_name or whole.contact_phone):
        onsite = SubElement(root, _msg("ContactInformation"))
        said = " ".join(text for text in (whole.contact_name, whole.contact_phone) if text)
        _text(onsite, _rm("ContactDescription"), said)
        _text(onsite, _rm("ContactRole"), "Requester")


_NO_XML = re.compile("[^\t\n\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that no XML document may hold: with one of them nobody could read the message."""


def missing_elements(root: Element) -> list[str]:
    """Return which elements a message lacks that the standard asks for, by its notes."""
    kind = M(root.tag.partition("}")[2])
    always = ("MessageID", "SentDateTime", "MessageContentType", "OriginatingMessageID")
    wanted = [*always, "ContactInformation"]
    if kind in PRECEDED:
        wanted.append("PrecedingMessageID")
    if kind in NAMES_RESOURCES:
        wanted.append("ResourceInformation/Resource")
    if kind in ANSWERS:
        wanted.append("ResourceInformation/ResponseInformation")
    return [name for name in wanted if root.find(_path(name)) is None]


def _path(name: str) -> str:
    return "/".join(_msg(part) for part in name.split("/"))


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _msg(name: str) -> str:
    return f"{{{MSG}}}{name}"


def _rm(name: str) -> str:
    return f"{{{RM}}}{name}"


def _instant(at: datetime) -> str:
    """An instant with its offset, which the standard wants instead of Z."""
    return at.astimezone(BEIJING).isoformat(timespec="seconds")
