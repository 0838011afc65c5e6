"""Texts of a run card with the facts of the incident filled in (pure).

A name in braces stands for a fact: ``{place_name}``, ``{deaths}``. What nobody knows is said to be
unknown, never left out and never zero.
"""

import re
from collections.abc import Mapping

from plans.facts import BASIC_FACTS

_NAME = re.compile(r"\{([^{}]*)\}")
TOLD = ("title", "place_name", "number", "reported_at", "plan_title", "response_level_name", "now")
"""What a text may name beside the facts that expressions read."""

MESSAGE_NAMES = frozenset(BASIC_FACTS) | frozenset(TOLD)
_UNKNOWN = {"zh": "不详", "en": "unknown"}
LEVEL_NAMES = {"zh": ("一级", "二级", "三级", "四级"), "en": ("I", "II", "III", "IV")}


def names_in(text: str) -> list[str]:
    """Return the names that a text wants filled in, each once."""
    return list(dict.fromkeys(match.strip() for match in _NAME.findall(text)))


def unknown_names(text: str) -> list[str]:
    """Return the names in a text that nothing can be filled in for."""
    return [name for name in names_in(text) if name not in MESSAGE_NAMES]


def filled(text: str, facts: Mapping[str, object], language: str) -> str:
    """Return a text with its facts filled in, in Chinese (zh) or English (en)."""

    def one(match: re.Match[str]) -> str:
        value = facts.get(match.group(1).strip())
        return _UNKNOWN[language] if value is None or value == "" else str(value)

    return _NAME.sub(one, text)
