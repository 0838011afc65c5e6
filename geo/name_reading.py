"""Whether a name answers what was typed in a mixed or mistaken way; one name at a time, pure."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from geo.names import is_han


def answers_mixed(typed: str, name: str, syllables: Sequence[str]) -> bool:
    """Say whether characters, whole syllables and initials in turn spell the beginning of a name.

    武昌hcz, wuchanghcz and 武changhuo all answer 武昌火车站; letters may begin anywhere in the name
    if a character stands first.
    """
    if len(name) != len(syllables) or not all(is_han(letter) for letter in name):
        return False
    letters = name
    starts = range(len(letters)) if typed and is_han(typed[0]) else range(1)
    return any(_spells(typed, letters, syllables, start) for start in starts)


def _spells(typed: str, letters: Sequence[str], syllables: Sequence[str], at: int) -> bool:
    if not typed:
        return True
    if at == len(letters):
        return False
    if is_han(typed[0]):
        return typed[0] == letters[at] and _spells(typed[1:], letters, syllables, at + 1)
    syllable = syllables[at]
    if typed.startswith(syllable) and _spells(typed[len(syllable) :], letters, syllables, at + 1):
        return True
    if syllable.startswith(typed):
        return True
    return typed[0] == syllable[0] and _spells(typed[1:], letters, syllables, at + 1)


def one_mistake(typed: str, name: str) -> bool:
    """Say whether a name, or its beginning, differs from what was typed by a single slip.

    A slip is one letter wrong, missing, too many, or two neighbours exchanged.
    """
    lengths = {len(typed) - 1, len(typed), len(typed) + 1}
    heads = {name[:length] for length in lengths if 0 < length <= len(name)}
    return any(OSA.distance(typed, head, score_cutoff=1) == 1 for head in heads)
