"""Wire shapes of the edge itself: sign-in, who am I, settings, tokens, the whole picture."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

import alarms.schemas
import dispatch.schemas
import geo.schemas_closures
import hazards.schemas
import plans.schemas
import resources.schemas
from core.wire import Input, Output, example
from exercises.schemas import ClockView
from incidents.schemas import Incident, LogEntry, Need, Sitrep


class SignInIn(Input):
    """A user name and a password."""

    model_config = example(username="duty", password="（口令）")

    username: str = Field(min_length=1, max_length=100, examples=["duty"])
    password: str = Field(min_length=1, max_length=200)


class AccountView(Output):
    """The account that is signed in."""

    id: UUID
    username: str
    display_name: str
    locale: str
    team_id: UUID | None


class GrantView(Output):
    """A role and where it holds."""

    role: str
    jurisdiction_code: str
    jurisdiction_name: str
    jurisdiction_name_en: str | None


class WorldView(Output):
    """The world the session is in: the live one or an exercise, which has a clock of its own."""

    name: str
    kind: str
    title: str
    title_en: str | None
    clock: ClockView | None


class Me(Output):
    """Who is signed in, with roles and permissions."""

    account: AccountView
    grants: list[GrantView]
    permissions: list[str]
    world: WorldView


class MePatch(Input):
    """What people may change about themselves."""

    model_config = example(locale="zh-CN")

    locale: str = Field(pattern="^(zh-CN|en)$")


class JurisdictionView(Output):
    """A place in the tree of GB/T 2260 codes."""

    code: str
    name: str
    name_en: str | None
    level: str
    parent_code: str | None


class MapLayerView(Output):
    """A further base map or overlay: how the screens fetch it, and what must stand beside it.

    `url` has places for `{z}`, `{x}`, `{y}` (tiles) or for the box and the size of a picture.
    """

    id: str
    title: str
    title_en: str | None
    role: Literal["base", "overlay", "labels"]
    labels: str | None
    by_tiles: bool
    url: str
    projection: Literal["EPSG:3857", "EPSG:4490", "EPSG:4326"]
    datum: str
    attribution: str
    min_zoom: int
    max_zoom: int
    level_offset: int
    tile_size: int
    opacity: float


class SiteSettings(Output):
    """What the screens need to know about this site."""

    version: str
    demo: bool
    basemap: str | None
    bbox: tuple[float, float, float, float] | None
    attributions: list[str]
    map_layers: list[MapLayerView]
    state_colours: dict[str, str]


class Health(Output):
    """Whether the service can work."""

    status: str
    database: bool
    roads: bool
    version: str


class SignInRecordView(Output):
    """One attempt to sign in."""

    at: datetime
    username: str
    outcome: str
    address: str | None


class Snapshot(Output):
    """The whole picture at one sequence number; with the events after it, it stays complete."""

    seq: int
    at: datetime
    world: WorldView
    incidents: list[Incident]
    needs: list[Need]
    activations: list[plans.schemas.Activation]
    tasks: list[plans.schemas.Task]
    hazard_areas: list[hazards.schemas.HazardArea]
    hazard_sources: list[hazards.schemas.HazardSource]
    closures: list[geo.schemas_closures.Closure]
    teams: list[resources.schemas.Team]
    depots: list[resources.schemas.Depot]
    facilities: list[resources.schemas.Facility]
    positions: list[resources.schemas.Position]
    capabilities: list[resources.schemas.Capability]
    items: list[resources.schemas.Item]
    proposals: list[dispatch.schemas.Proposal]
    steerings: list[dispatch.schemas.Steering]
    orders: list[dispatch.schemas.Order]
    sitreps: list[Sitrep]
    log_entries: list[LogEntry]
    alarms: list[alarms.schemas.Alarm]


class Feed(Output):
    """Events after a sequence number, or the advice to take a snapshot again."""

    events: list[dict[str, Any]]
    last_seq: int
    reset: bool
