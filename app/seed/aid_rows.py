"""Synthetic agreements between districts of the demo city, and one request for help."""

from datetime import datetime, timedelta
from uuid import UUID

from aid.lifecycle import MessageKind
from app.seed.bulk import Row
from app.seed.records import demo_id
from core.local_time import day_of

SYNTHETIC = "演示数据（虚构）"
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)
_SIGNED = "演示账号"


def mutual_aid_rows(now: datetime) -> list[Row]:
    """Return five agreements: two in force (one runs out soon), one half signed, one over, a draft."""
    ago = now - 30 * _DAY
    return [
        _agreement(1, "420106", "420111", (ago, ago), ago, now + _YEAR),
        _agreement(2, "420115", "420111", (ago, None), ago, now + _YEAR),
        _agreement(3, "420103", "420102", (now - 2 * _YEAR,) * 2, now - 2 * _YEAR, now - _YEAR),
        _agreement(4, "420111", "420106", (ago, ago), ago, now + 20 * _DAY),
        _agreement(5, "420000", "420100", (None, None), now + _DAY, now + _YEAR),
    ]


def mutual_aid_term_rows() -> list[Row]:
    """Return what the demo agreements cover; the one without terms is over."""
    terms = {
        1: (("capability", "water_rescue", None), ("item", "1990201", None)),
        2: (("capability", "water_rescue", 3), ("item", "1990101", None)),
        4: (("capability", "drainage_pump", 2),),
        5: (("team_kind", "professional", 5),),
    }
    return [
        {
            "id": demo_id("mutual_aid_term", f"{number}/{kind}/{code}"),
            "mutual_aid_id": _agreement_id(number),
            "position": position,
            "kind": kind,
            "code": code,
            "most": most,
        }
        for number, listed in terms.items()
        for position, (kind, code, most) in enumerate(listed, start=1)
    ]


def _agreement(
    number: int,
    provider: str,
    receiver: str,
    signed: tuple[datetime | None, datetime | None],
    valid_from: datetime,
    valid_to: datetime,
) -> Row:
    names = [None if at is None else _SIGNED for at in signed]
    return {
        "id": _agreement_id(number),
        "number": f"协-{day_of(valid_from)}-D{number:02d}",
        "provider_code": provider,
        "receiver_code": receiver,
        "note": SYNTHETIC,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "drafted_at": valid_from - 5 * _DAY,
        "drafted_by_name": _SIGNED,
        "provider_signed_at": signed[0],
        "provider_signed_by_name": names[0],
        "receiver_signed_at": signed[1],
        "receiver_signed_by_name": names[1],
        "ended_at": None,
        "synthetic": True,
        "version": 1,
    }


def _agreement_id(number: int) -> UUID:
    return demo_id("mutual_aid", str(number))


_REQUEST = demo_id("aid_request", "1")
_ASKED = ("420106", "420115")


def aid_request_rows(now: datetime) -> list[Row]:
    """Return one open request of a district to two neighbours."""
    return [
        {
            "id": _REQUEST,
            "number": f"援-{day_of(now)}-D01",
            "state": "open",
            "requester_code": "420111",
            "purpose": f"南湖片区排涝备勤，{SYNTHETIC}",
            "priority": 3,
            "due_at": now + timedelta(hours=6),
            "place": "洪山区南湖片区（演示位置）",
            "contact_name": "洪山区应急值班室（演示）",
            "asked_at": now,
            "asked_by_name": _SIGNED,
            "synthetic": True,
            "version": 1,
        }
    ]


def aid_line_rows() -> list[Row]:
    """Return what the demo request asks for: boat crews and tents."""
    wanted = (("water_rescue", None, 2), (None, "1990201", 200))
    return [
        {
            "id": demo_id("aid_line", str(position)),
            "request_id": _REQUEST,
            "position": position,
            "capability_code": skill,
            "item_code": item,
            "amount": amount,
        }
        for position, (skill, item, amount) in enumerate(wanted, start=1)
    ]


def aid_ask_rows(now: datetime) -> list[Row]:
    """Return whom the demo request asks."""
    return [
        {
            "id": demo_id("aid_ask", code),
            "request_id": _REQUEST,
            "provider_code": code,
            "upward": False,
            "asked_at": now,
            "answer_due_at": now + timedelta(minutes=30),
        }
        for code in _ASKED
    ]


def aid_message_rows(now: datetime) -> list[Row]:
    """Return the messages that asked."""
    return [
        {
            "id": demo_id("aid_message", code),
            "request_id": _REQUEST,
            "ask_id": demo_id("aid_ask", code),
            "kind": MessageKind.REQUEST_RESOURCE.value,
            "originating_id": demo_id("aid_message", code),
            "from_code": "420111",
            "to_code": code,
            "at": now,
            "by_name": _SIGNED,
            "note": SYNTHETIC,
            "supplies": [],
        }
        for code in _ASKED
    ]
