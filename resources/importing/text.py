"""Text of cells as people type it: tidied for keeping, and reduced to a key for comparing."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"[\W_]+")
_simplified = OpenCC("t2s")

NOTHING = frozenset({"", "-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "n/a", "na", "null", "none", "空", "不详", "未知", "待定", "*", "yok"})  # noqa: E501  # fmt: skip
"""What offices write where they have nothing to write: unknown, never zero."""


def tidy(text: str) -> str:
    """Return text for keeping: no invisible characters, one space between words, none around."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def half_width(text: str) -> str:
    """Return text with full-width digits, letters and signs as their usual forms."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return the key by which texts are compared: width, case, script and signs do not count."""
    folded = half_width(_INVISIBLE.sub("", text)).casefold().replace("i̇", "i").replace("ı", "i")
    if not folded.isascii():
        folded = _simplified.convert(folded)
    return _MARKS.sub("", folded)


def is_nothing(text: str) -> bool:
    """Say whether a cell holds one of the signs for nothing."""
    return half_width(tidy(text)).casefold() in NOTHING
