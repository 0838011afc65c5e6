"""Makes the synthetic inventory of the demo city: plain records, the same for the same seed.

Everything here is invented and says so: names carry 演示, telephone numbers begin with 000, leaders
are numbered. Only the places it stands at are real.
"""

from datetime import datetime
from random import Random

from app.seed.generate_places import draw_facilities, draw_hazard_sources
from app.seed.generate_stock import draw_depots, draw_lots
from app.seed.generate_teams import PATTERNS, draw_teams
from app.seed.records import DemoInventory
from app.seed.sites import read_sites

SEED = 20261121
TEAMS = sum(pattern.how_many for pattern in PATTERNS)
DEPOTS = 60
LOTS = 5000


def generate(
    now: datetime,
    *,
    seed: int = SEED,
    scale: float = 1.0,
    teams: int | None = None,
    depots: int | None = None,
    lots: int | None = None,
) -> DemoInventory:
    """Make the inventory as of an instant; `scale` multiplies all numbers, the others set one.

    Each noun has a random source of its own, so that changing one number leaves the others alone.
    """
    book = read_sites()
    stores = draw_depots(Random(f"{seed}-depots"), book, depots or round(DEPOTS * scale))
    return DemoInventory(
        teams=draw_teams(Random(f"{seed}-teams"), book, now, teams or round(TEAMS * scale)),
        depots=stores,
        lots=draw_lots(Random(f"{seed}-lots"), stores, now, lots or round(LOTS * scale)),
        facilities=draw_facilities(Random(f"{seed}-facilities"), book, now, scale),
        hazard_sources=draw_hazard_sources(Random(f"{seed}-sources"), book, now, scale),
    )
