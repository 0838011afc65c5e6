"""All plans of the demo city."""

from app.seed.plans_data.building_collapse import BUILDING_COLLAPSE
from app.seed.plans_data.fire_explosion import FIRE_EXPLOSION
from app.seed.plans_data.hazmat_leak import HAZMAT_LEAK
from app.seed.plans_data.mine_tunnel import MINE_TUNNEL
from app.seed.plans_data.traffic_accident import TRAFFIC_ACCIDENT
from app.seed.plans_data.urban_flood import URBAN_FLOOD

PLANS = (
    HAZMAT_LEAK,
    FIRE_EXPLOSION,
    URBAN_FLOOD,
    BUILDING_COLLAPSE,
    TRAFFIC_ACCIDENT,
    MINE_TUNNEL,
)
