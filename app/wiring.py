"""What the parts cannot know of each other: reactions inside a transaction, and where files lie."""

from pathlib import Path

import app.card_areas
import app.help_alarms
import dispatch.closing
import dispatch.hearing
import dispatch.help_brought
import dispatch.service_steering
import hazards.service
import hazards.service_undo
import incidents.references
import plans.drawing
import plans.service
import plans.service_undo
from core import reactions
from core.config import PROJECT_ROOT, Settings
from dispatch.coverage_ground import GroundBook
from dispatch.coverage_situation import CoverageBook
from geo.road_book import RoadBook

DEMO_ROADS = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"


def road_file(settings: Settings) -> Path | None:
    """Return the site's road file: the configured one, or the demo city's outside production."""
    if settings.road_file is not None:
        return settings.road_file
    if settings.environment == "production" or not DEMO_ROADS.exists():
        return None
    return DEMO_ROADS


def coverage_book(settings: Settings, roads: RoadBook) -> CoverageBook:
    """Return what coverage keeps between requests, as the site has it set."""
    grounds = GroundBook(settings.coverage_cell_m, settings.population_raster)
    return CoverageBook(roads, grounds)


def register_reactions() -> None:
    """Let what belongs to an incident follow it in the same transaction.

    Danger areas are drawn again when it is reported or corrected, and withdrawn when it is closed;
    its responses, pins and exclusions end when it is stood down. Reopened, they hold again. It is
    not closed while orders are under way. Whoever sends something to it hears of it. A closure
    drawn for it is drawn for one that exists.
    """
    plans.drawing.drawn_by(app.card_areas.draw_card_areas)
    for kind in ("incident.reported", "incident.corrected", "incident.reverted"):
        reactions.on(kind, hazards.service.redraw)
    reactions.on("closure.drawn", incidents.references.require_incident_of_closure)
    reactions.on("requisition.drafted", incidents.references.require_incident_of_requisition)
    reactions.on("incident.stood_down", plans.service.end_with_incident)
    reactions.on("incident.stood_down", dispatch.service_steering.lift_with_incident)
    reactions.on("alarm.acknowledged", app.help_alarms.acknowledge_call)
    reactions.on("field_report.acknowledged", app.help_alarms.acknowledge_alarm)
    reactions.on("order.issued", dispatch.hearing.let_senders_hear)
    for kind in ("committed", "released", "lapsed", "received"):
        reactions.on(f"aid_request.{kind}", dispatch.help_brought.cover_by_help)
    reactions.on("incident.closed", dispatch.closing.refuse_while_orders_live)
    reactions.on("incident.closed", hazards.service.withdraw_all)
    reactions.on("incident.reopened", hazards.service_undo.restore_with_incident)
    reactions.on("incident.reopened", plans.service_undo.resume_with_incident)
    reactions.on("incident.reopened", dispatch.service_steering.restore_with_incident)
