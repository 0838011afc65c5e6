"""What the client's tests of replays are held to: a recorded log and what folding it gives."""

import hashlib
from typing import Any

from exercises.replay import Picture, fold
from exercises.replay_log import NOUNS
from exercises.replay_short import CHANGED, Shortener

Json = dict[str, Any]


def golden_of(lines: list[Json]) -> Json:
    """Return a log, those of its lines that are told short, and after each event a digest.

    A picture is told by the numbers of the lines that its records came with.
    """
    shortener = Shortener()
    place = {id(line.get(_noun(line))): n for n, line in enumerate(lines)}
    picture: Picture = {}
    digests: dict[str, str] = {}
    for line in lines:
        fold(picture, line)
        digests[str(line["seq"])] = digest(picture, place)
    told = [shortener.shorten(_noun(one), one) if _noun(one) in NOUNS else one for one in lines]
    short = {str(n): one for n, one in enumerate(told) if CHANGED in one}
    return {"lines": lines, "short": short, "digests": digests}


def digest(picture: Picture, place: dict[int, int]) -> str:
    """Return a fingerprint of which line stands for each record of a picture."""
    told = sorted(
        f"{noun} {key} {place[id(record)]}"
        for noun, held in picture.items()
        if noun in NOUNS
        for key, record in held.items()
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _noun(line: Json) -> str:
    return str(line["kind"]).partition(".")[0]
