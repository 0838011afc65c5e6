"""How a place name is written for finding: one form for all scripts and widths, and its pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc
from pypinyin import Style, lazy_pinyin

_SIMPLIFIED = opencc.OpenCC("t2s")
_MARKS = re.compile(r"[\s,，、·'’`.()（）\[\]【】/_-]")
_SUFFIX = re.compile(
    r"(特别行政区|自治区|自治州|自治县|开发区|风景区|街道办事处|街道|地区|高速公路|高速|公路|"
    r"省|市|区|县|镇|乡|村|站)$"
)
READINGS = {"黄陂": "huang pi", "硚口": "qiao kou", "长": "chang", "奓": "zha", "豹澥": "bao xie"}
"""Readings in place names that the rules for words get wrong; 长 is cháng in nearly all of them."""

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def folded(text: str) -> str:
    """One form of a name or of what was typed: half width, lower case, simplified, no marks."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    text = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return _MARKS.sub("", _SIMPLIFIED.convert(unicodedata.normalize("NFC", text)))


def has_han(text: str) -> bool:
    """Say whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


def is_han(letter: str) -> bool:
    """Say whether a single letter is a Chinese character."""
    return _HAN.match(letter) is not None


def without_suffix(name: str) -> str:
    """A name without the word for what it is, as people shorten it; at least two letters."""
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


@lru_cache(maxsize=65_536)
def syllables_of(name: str) -> tuple[str, ...]:
    """The name syllable by syllable in pinyin without tones, ü as v; foreign words stay whole."""
    for word, reading in READINGS.items():
        if word in name:
            before, _, after = name.partition(word)
            return (*syllables_of(before), *reading.split(), *syllables_of(after))
    read = lazy_pinyin(name, style=Style.NORMAL, errors=_spaced, v_to_u=False)
    found = [folded(part) for chunk in read for part in chunk.split()]
    return tuple(part for part in found if part)


def pinyin_of(name: str) -> str:
    """The name in pinyin without tones and spaces, ü typed as v; foreign letters stay."""
    return "".join(syllables_of(name))


def initials_of(name: str) -> str:
    """The first letters of the name's pinyin syllables, lower case."""
    return "".join(syllable[0] for syllable in syllables_of(name))


def _spaced(text: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in text)
