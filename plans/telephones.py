"""Telephone numbers of plans, which are real: in an exercise nobody is shown one.

Plans, their cards and their papers are shared by all worlds. What an exercise reads of them goes
through here: fields that hold a number are empty, and a number written into a text is covered.
"""

import re
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core.db import LIVE

COVER = "****"
_AREA = r"0\d{2,3}\s?[-－—]?\s?\d{3,4}[- ]?\d{4}(?:[-转]\d{1,6})?"
_MOBILE = r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
_SERVICE = r"[48]00[- ]?\d{3}[- ]?\d{4}"
_NUMBER = re.compile(rf"(?<![\w.-])(?:\+?86[- ]?)?(?:{_AREA}|{_MOBILE}|{_SERVICE})(?![\w])", re.A)
_NAMED = re.compile(
    r"((?:电话|手机|传真|值班室|座机|telephone|phone|tel|fax)\s?[:：.]?\s?)\d{3,4}[- ]?\d{4}(?!\d)",
    re.I,
)
_Told = TypeVar("_Told", bound=BaseModel)


def are_hidden(session: Session) -> bool:
    """Say whether numbers are not to be shown: everywhere but in the live world."""
    return bool(session.info["world"] != LIVE)


def without_numbers(text: str) -> str:
    """Return a text with every telephone number in it covered."""
    return _NAMED.sub(rf"\1{COVER}", _NUMBER.sub(COVER, text))


def hidden(told: _Told) -> _Told:
    """Return what is told without any telephone number, however deep it lies."""
    return type(told).model_validate(_covered(told.model_dump()))


def _covered(value: Any) -> Any:
    match value:
        case str():
            return without_numbers(value)
        case dict():
            return {
                name: "" if name == "phone" and isinstance(one, str) else _covered(one)
                for name, one in value.items()
            }
        case list() | tuple():
            return [_covered(one) for one in value]
        case _:
            return value
