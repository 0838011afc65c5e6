"""Searching 100,000 names as people type: every beginning of names, pinyin, initials and slips."""

import time
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from app.bench.registry import Asked, Figure, benchmark
from app.seed.sites import read_places
from geo.gazetteer import Gazetteer, Place
from geo.names import initials_of, pinyin_of
from geo.types import LonLat

NAMES = 100_000
QUICK_NAMES = 10_000
ASKED = 400
TARGET_MS = 50.0
NEAR = LonLat(114.3, 30.6)
_TAILS = (
    "火车站",
    "医院",
    "中学",
    "消防站",
    "加油站",
    "大桥",
    "隧道",
    "社区",
    "一路",
    "新村",
    "水库",
)


@benchmark("places", "search among 100,000 place names, milliseconds of processor time a question")
def measure(asked: Asked) -> Iterator[Figure]:
    """Time building the gazetteer and answering what is typed, letter by letter."""
    chance = Random(20261122)
    places = made_up_places(QUICK_NAMES if asked.quick else NAMES, chance)
    begun = time.process_time()
    gazetteer = Gazetteer(places)
    built_s = time.process_time() - begun
    took_ms = [_took_ms(gazetteer, text) for text in typed(places, chance)]
    n = len(took_ms)
    yield Figure("names", len(places), "names", 1)
    yield Figure("build", round(built_s, 2), "s", 1)
    yield Figure("question p50", round(float(np.percentile(took_ms, 50)), 2), "ms", n)
    p95 = round(float(np.percentile(took_ms, 95)), 2)
    yield Figure("question p95", p95, "ms", n, target=TARGET_MS)
    yield Figure("question max", round(max(took_ms), 2), "ms", n)


def made_up_places(count: int, chance: Random) -> list[Place]:
    """Names put together from those of the demo city, spread over a province."""
    stems = [row["name"].rstrip("街道镇乡区市") for row in read_places()]
    return [
        Place(
            kind="village",
            name=f"{chance.choice(stems)}{chance.choice(stems)[:1]}{chance.choice(_TAILS)}",
            name_en=None,
            lon=chance.uniform(110.0, 116.0),
            lat=chance.uniform(29.0, 33.0),
            adcode=None,
            population=chance.choice((None, 800, 30_000)),
        )
        for _ in range(count)
    ]


def typed(places: Sequence[Place], chance: Random) -> list[str]:
    """What people type: beginnings of any length, mixed writing, and one letter wrong."""
    texts = []
    for _ in range(ASKED // 5):
        name = chance.choice(places).name
        pinyin, initials = pinyin_of(name), initials_of(name)
        slip = chance.randrange(1, max(2, len(pinyin) - 1))
        texts += [
            name[: chance.randrange(1, len(name) + 1)],
            pinyin[: chance.randrange(1, len(pinyin) + 1)],
            initials[: chance.randrange(1, len(initials) + 1)],
            name[:2] + initials[2:],
            pinyin[:slip] + pinyin[slip + 1 :],
        ]
    return texts


def _took_ms(gazetteer: Gazetteer, text: str) -> float:
    begun = time.process_time()
    gazetteer.search(text, 12, NEAR)
    return (time.process_time() - begun) * 1000
