"""EDXL-RM messages: what leaves holds what the standard asks for, and hostile ones are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from xml.etree.ElementTree import fromstring

import pytest

from aid.errors import NotAMessage
from aid.lifecycle import MessageKind, RequestState, SupplyState
from aid.schemas import AidLine, AidMessage, AidRequest, AidSupply, SupplyNamed
from exchange.edxl_rm import MSG, RM, message_xml, missing_elements
from exchange.edxl_rm_reading import _root

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
LINE, ASK, SUPPLY, FIRST = (uuid4() for _ in range(4))


def of(shape: type, **given: Any) -> Any:
    """A record with these values, empty where nothing is said."""
    return shape.model_construct(**dict.fromkeys(shape.model_fields) | given)  # type: ignore[attr-defined]


def a_request() -> AidRequest:
    line = of(
        AidLine, id=LINE, position=1, item_code="1990201", label="救灾帐篷", unit="顶", amount=50
    )
    supply = of(
        AidSupply,
        id=SUPPLY,
        ask_id=ASK,
        line_id=LINE,
        lot_id=uuid4(),
        batch="A1",
        amount=30,
        state=SupplyState.SHIPPED,
        committed_at=NOW,
        shipped_at=NOW,
        eta_at=NOW + timedelta(hours=1),
    )
    return of(
        AidRequest,
        id=uuid4(),
        number="援-20261121-001",
        state=RequestState.OPEN,
        requester_code="420111",
        incident_id=uuid4(),
        incident_title="内涝 <南湖>",
        purpose="转移安置",
        due_at=NOW,
        place="南湖",
        contact_name="值班室",
        lines=[line],
        supplies=[supply],
    )


def a_message(kind: MessageKind, **other: Any) -> AidMessage:
    named = [SupplyNamed(id=SUPPLY, line_id=LINE, name="", amount=30)]
    given = {
        "id": FIRST if kind is MessageKind.REQUEST_RESOURCE else uuid4(),
        "kind": kind,
        "originating_id": FIRST,
        "preceding_id": None if kind is MessageKind.REQUEST_RESOURCE else FIRST,
        "from_code": "420111",
        "to_code": "420106",
        "at": NOW,
        "by_name": "值班员",
        "supplies": [] if kind is MessageKind.REQUEST_RESOURCE else named,
    }
    return of(AidMessage, **given | other)


SENT = (
    MessageKind.REQUEST_RESOURCE,
    MessageKind.RESPONSE_TO_REQUEST_RESOURCE,
    MessageKind.REQUISITION_RESOURCE,
    MessageKind.COMMIT_RESOURCE,
    MessageKind.RELEASE_RESOURCE,
    MessageKind.REQUEST_RETURN,
    MessageKind.RESPONSE_TO_REQUEST_RETURN,
    MessageKind.REPORT_RESOURCE_DEPLOYMENT_STATUS,
)


@pytest.mark.parametrize("kind", SENT)
def test_every_message_we_send_holds_what_the_standard_asks_for(kind: MessageKind) -> None:
    root = fromstring(message_xml(a_request(), a_message(kind, response="Accept")))
    assert root.tag == f"{{{MSG}}}{kind.value}"
    assert missing_elements(root) == []
    sent_at = root.findtext(f"{{{MSG}}}SentDateTime")
    assert sent_at == "2026-11-21T12:00:00+08:00"
    assert root.findtext(f"{{{MSG}}}MessageContentType") == kind.value


def test_elements_stand_in_the_order_of_the_standard() -> None:
    message = a_message(MessageKind.REQUEST_RESOURCE, recalls_id=FIRST)
    root = fromstring(message_xml(a_request(), message))
    names = [one.tag.partition("}")[2] for one in root]
    order = [
        "MessageID",
        "SentDateTime",
        "MessageContentType",
        "MessageDescription",
        "OriginatingMessageID",
        "PrecedingMessageID",
        "IncidentInformation",
        "MessageRecall",
        "ContactInformation",
        "ResourceInformation",
    ]
    assert names == sorted(names, key=order.index)
    assert root.findtext(f"{{{MSG}}}MessageRecall/{{{RM}}}RecallType") == "Cancel"


def test_an_answer_names_what_it_answers_and_how() -> None:
    message = a_message(MessageKind.RESPONSE_TO_REQUEST_RESOURCE, response="Provisional")
    root = fromstring(message_xml(a_request(), message))
    answer = root.find(f"{{{MSG}}}ResourceInformation/{{{MSG}}}ResponseInformation")
    assert answer is not None
    assert answer.findtext(f"{{{RM}}}ResponseType") == "Provisional"
    assert answer.findtext(f"{{{RM}}}PrecedingResourceInfoElementID") == "1"


BOMB = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    f'<RequestResource xmlns="{MSG}"><MessageID>&c;</MessageID></RequestResource>'
)
OUTSIDE = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'<RequestResource xmlns="{MSG}"><MessageID>&x;</MessageID></RequestResource>'
)


@pytest.mark.parametrize(
    "text", ["", "no xml", "<a/>", BOMB, OUTSIDE, f'<CommitResource xmlns="{MSG}"/>', "<a" * 999]
)
def test_what_is_no_request_is_refused_and_nothing_is_expanded(text: str) -> None:
    with pytest.raises(NotAMessage):
        _root(text)


def test_ids_of_other_systems_are_only_looked_at() -> None:
    root = _root(message_xml(a_request(), a_message(MessageKind.REQUEST_RESOURCE)).decode())
    assert UUID(root.findtext(f"{{{MSG}}}MessageID") or "") == FIRST


def test_a_character_that_no_xml_may_hold_does_not_spoil_the_message() -> None:
    whole = a_request().model_copy(update={"purpose": "转移\x07安置"})
    message = a_message(MessageKind.REQUEST_RESOURCE).model_copy(update={"note": None})
    root = fromstring(message_xml(whole, message))
    assert root.findtext(f"{{{MSG}}}MessageDescription") == "转移\ufffd安置"
