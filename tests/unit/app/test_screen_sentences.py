"""Every code the optimiser can give has its sentence on the screen, in both languages."""

import re
from pathlib import Path

import pytest

from dispatch.optimiser.solution import TERMS, FixCode, PickReason, ShortfallReason
from dispatch.optimiser.what_if.why_not import Obstacle

LOCALES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "app" / "locales"


def words(file: str, block: str) -> set[str]:
    """The keys of one block of a catalogue."""
    text = (LOCALES / file).read_text(encoding="utf-8")
    found = re.search(rf"^( *){block}: {{\n(.*?)^\1}},", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{file}: {block}"
    return set(re.findall(r"^ *(\w+): ", found.group(2), re.MULTILINE))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_reasons_and_fixes_have_words_on_the_screen(language: str) -> None:
    assert {*PickReason, *ShortfallReason, *FixCode} <= words(f"{language}.ts", "reason")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_terms_have_words_on_the_screen(language: str) -> None:
    assert set(TERMS) <= words(f"{language}.ts", "term")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_obstacles_have_words_on_the_screen(language: str) -> None:
    assert set(Obstacle) <= words(f"study.{language}.ts", "obstacles")
