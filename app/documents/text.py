"""Text that can be set: what no page can show is shown as its code, never left out silently."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from app.documents.description import Picture
from app.documents.fonts_shipped import is_covered

_LONG_WORD = re.compile(r"[^\s⺀-鿿＀-￯​]{25,}")
_PIECE = 12
BREAK_HERE = "​"
_VARIANTS = re.compile("[︀-️\U000e0100-\U000e01ef]")
"""Selectors of glyph variants are no characters of their own."""

T = TypeVar("T")


def as_code(character: str) -> str:
    """Return how a character is written that cannot be shown: 〔U+2CB4A〕."""
    return f"〔U+{ord(character):04X}〕"


def for_word(text: str) -> str:
    """Return text for a Word file: what XML or the eye cannot hold becomes its code."""
    plain = _VARIANTS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(one if _is_plain(one) else as_code(one) for one in plain)


def for_pdf(text: str) -> str:
    """Return text for a PDF: besides, what the shipped font lacks becomes its code."""
    shown = "".join(
        one if one == "\n" or is_covered(one) else as_code(one) for one in for_word(text)
    )
    return _LONG_WORD.sub(_breakable, shown)


def _is_plain(character: str) -> bool:
    """Whether a character is one to be read: no control, no half, no turner of directions."""
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn")


def _breakable(found: re.Match[str]) -> str:
    """A very long word may break anywhere between some letters."""
    word = found.group()
    return BREAK_HERE.join(word[n : n + _PIECE] for n in range(0, len(word), _PIECE))


def mapped(value: T, change: Callable[[str], str]) -> T:
    """Return a description with every text changed; drawings are changed by who draws them."""
    told: Any = value
    if isinstance(told, str):
        return change(told)  # type: ignore[return-value]
    if isinstance(told, Picture):
        return replace(told, caption=change(told.caption))  # type: ignore[return-value]
    if is_dataclass(told) and not isinstance(told, type):
        kept = {one.name: mapped(getattr(told, one.name), change) for one in fields(told)}
        return type(told)(**kept)  # type: ignore[return-value]
    if isinstance(told, (list, tuple)):
        return [mapped(one, change) for one in told]  # type: ignore[return-value]
    return value
