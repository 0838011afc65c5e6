"""Road files side by side: built once each, joined where they meet, swapped in without a restart.

A region is one road file read into arrays. The network in use is the union of all regions: nodes
at exactly the same position are one node, and a segment that two files share counts once, so that
ways lead from one region into the next. What is in use is named by `network.json`, which is
replaced in one step when a build has ended; a build that fails leaves everything as it was.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from geo.road_cache import contraction_order, load_arrays, save_arrays
from geo.road_merging import merge_roads
from geo.road_reading import read_roads
from geo.roads import RoadFile
from geo.types import IntArray

POINTER = "network.json"
_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")

Say = Callable[[str], None]


class RegionTrouble(ValueError):
    """A region that cannot be built, named or removed, with the reason in words."""


@dataclass(frozen=True)
class Region:
    """One road file in use: its name, where it came from, and how large it is."""

    name: str
    source: str
    sha256: str
    built_at: str
    nodes: int
    segments: int
    forbidden_turns: int
    turns_unread: int


@dataclass(frozen=True)
class Network:
    """The union in use: the file that holds it and the regions it was made of."""

    file: str
    sha256: str
    regions: tuple[Region, ...]


def network_in_use(folder: Path) -> Network | None:
    """What `network.json` names, None where no region was ever built."""
    try:
        data = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        regions = tuple(Region(**row) for row in data["regions"])
        return Network(data["file"], data["sha256"], regions)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def open_network(folder: Path, network: Network) -> tuple[RoadFile, IntArray] | None:
    """The arrays and contraction order of a network, None where its file is damaged."""
    return load_arrays(folder / network.file, network.sha256)


def build_region(pbf: Path, name: str, folder: Path, say: Say) -> Network:
    """Read a road file as a region and join it with the regions already there.

    Raises
    ------
    RegionTrouble : the name is not usable, or the file cannot be read or holds no road.
    """
    if not _NAME.match(name):
        raise RegionTrouble(f"{name!r}: lower-case letters, digits, - and _ name a region")
    say(f"reading {pbf.name}")
    try:
        roads = read_roads(pbf, lambda ways: say(f"  {ways:,} ways"))
    except (OSError, ValueError, RuntimeError) as trouble:
        raise RegionTrouble(f"{pbf.name} cannot be read: {trouble}") from trouble
    region = Region(
        name=name,
        source=pbf.name,
        sha256=roads.file_hash,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        nodes=roads.node_count,
        segments=roads.segment_count,
        forbidden_turns=len(roads.turn_from),
        turns_unread=roads.turns_unread,
    )
    say(f"  {region.nodes:,} nodes, {region.segments:,} segments, {region.forbidden_turns} turns")
    if region.turns_unread:
        say(f"  {region.turns_unread} turn restrictions are not understood and not obeyed")
    folder.mkdir(parents=True, exist_ok=True)
    save_arrays(_region_file(folder, region), roads, np.zeros(0, np.int32))
    before = network_in_use(folder)
    others = [one for one in (before.regions if before else ()) if one.name != name]
    return _put_in_use(folder, [*others, region], say)


def remove_region(name: str, folder: Path, say: Say) -> Network | None:
    """Take a region out of the network; without the last one the site's plain road file counts."""
    before = network_in_use(folder)
    left = [one for one in (before.regions if before else ()) if one.name != name]
    if before is None or len(left) == len(before.regions):
        raise RegionTrouble(f"there is no region {name!r}")
    if left:
        return _put_in_use(folder, left, say)
    (folder / POINTER).unlink()
    return None


def _put_in_use(folder: Path, regions: Sequence[Region], say: Say) -> Network:
    regions = sorted(regions, key=lambda one: one.name)
    parts = []
    for region in regions:
        found = load_arrays(_region_file(folder, region), region.sha256)
        if found is None:
            raise RegionTrouble(f"region {region.name!r} is damaged: build it again")
        parts.append(found[0])
    roads = merge_roads(parts)
    say(f"ordering {roads.node_count:,} nodes of {len(regions)} region(s)")
    order = contraction_order(roads)
    file = f"network-{roads.file_hash[:24]}.npz"
    save_arrays(folder / file, roads, order)
    network = Network(file, roads.file_hash, tuple(regions))
    _replace(folder / POINTER, json.dumps(asdict(network), ensure_ascii=False, indent=1))
    say("in use")
    return network


def _region_file(folder: Path, region: Region) -> Path:
    return folder / f"region-{region.name}-{region.sha256[:24]}.npz"


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as part:
        part.write(text + "\n")
    Path(name).replace(path)
