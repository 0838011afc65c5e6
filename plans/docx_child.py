"""What the limited process does that takes a Word plan apart; see
``resources.importing.child``."""

from pathlib import Path
from typing import Any

from resources.importing import child, gate

_WORD_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_plan(folder: Path, _job: child.Job) -> dict[str, Any]:
    """Turn the Word file in the folder into sections."""
    from plans.docx_reading import read_word  # only now: the limits hold for all of it
    from plans.docx_sections import sections_of
    from resources.importing.problems import FileRefused

    content = (folder / "source").read_bytes()
    if content.startswith(_WORD_97):
        raise FileRefused("file_is_word_97")
    if not content.startswith(b"PK"):
        raise FileRefused("file_not_word")
    gate.require_harmless_archive(content)
    return sections_of(read_word(content))


def main() -> None:
    """Do the one job in the folder named on the command line."""
    child.main({"read_plan": read_plan})
