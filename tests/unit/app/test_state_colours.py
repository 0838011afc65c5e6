"""The site's own colours of states: read, and kept off the colours of the incident levels."""

import pytest

from app.state_colours import LEVEL_COLOURS, StateColoursWrong, read_state_colours


def test_each_state_named_gets_its_colour_and_the_others_keep_theirs() -> None:
    found = read_state_colours(" available=#0B7A36 , scene=#48147f ")
    assert found == {"available": "#0b7a36", "scene": "#48147f"}
    assert read_state_colours("") == {}


@pytest.mark.parametrize("text", ["asleep=#0b7a36", "scene=purple", "scene", "scene=#12345"])
def test_what_is_no_state_or_no_colour_is_refused_by_name(text: str) -> None:
    with pytest.raises(StateColoursWrong, match=text):
        read_state_colours(text)


@pytest.mark.parametrize("level", LEVEL_COLOURS)
def test_the_colours_of_the_levels_mark_nothing_else(level: int) -> None:
    with pytest.raises(StateColoursWrong, match=f"level {level}"):
        read_state_colours(f"moving={LEVEL_COLOURS[level]}")
