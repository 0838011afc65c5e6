"""An OSRM profile with exactly the speeds, limits and access rules of Muster's light vehicle."""

from __future__ import annotations

from geo.speeds import HIGHWAYS, speeds_kmh
from geo.types import VehicleClass
from geo.vehicles import SIZES, UNPAVED_FACTOR

_LUA = """
api_version = 4
local speeds = { %(speeds)s }
local unpaved = Set { 'unpaved', 'compacted', 'dirt', 'earth', 'fine_gravel', 'grass', 'gravel',
  'ground', 'mud', 'pebblestone', 'sand', 'woodchips' }
local stops = Set { 'block', 'bollard', 'cycle_barrier', 'debris', 'fence', 'hedge', 'horse_stile',
  'jersey_barrier', 'kissing_gate', 'log', 'motorcycle_barrier', 'planter', 'rope', 'stile',
  'turnstile', 'wall' }
local closed = Set { 'no', 'agricultural', 'forestry' }
local keys = { 'motorcar', 'motor_vehicle', 'vehicle', 'access' }

local function barred(object)
  for _, key in ipairs(keys) do
    local value = object:get_value_by_key(key)
    if value then return closed[value:match('^[^;]+')] or false, true end
  end
  return false, false
end

function setup()
  return {
    properties = {
      weight_name = 'duration', u_turn_penalty = 0, continue_straight_at_waypoint = false,
      use_turn_restrictions = true, max_speed_for_map_matching = 50, left_hand_driving = false,
    },
    restrictions = Sequence { 'motorcar', 'motor_vehicle', 'vehicle' },
  }
end

function process_node(profile, node, result)
  local kind = node:get_value_by_key('barrier')
  if not kind then return end
  local no, stated = barred(node)
  local metres = tonumber(node:get_value_by_key('maxheight') or '')
  if no or (stops[kind] and not stated) or (metres and metres < %(height)s) then
    result.barrier = true
  end
end

function process_way(profile, way, result)
  local class = way:get_value_by_key('highway')
  if way:get_value_by_key('route') == 'ferry' then class = 'ferry' end
  local speed = speeds[class]
  if not speed or way:get_value_by_key('area') == 'yes' or barred(way) then return end
  local posted = tonumber(way:get_value_by_key('maxspeed') or '')
  if posted and posted > 0 and posted < speed then speed = posted end
  if unpaved[way:get_value_by_key('surface') or ''] and class ~= 'track' then
    speed = speed * %(unpaved)s
  end
  local low = tonumber(way:get_value_by_key('maxheight') or '')
  local weak = tonumber(way:get_value_by_key('maxweight') or '')
  if (low and low < %(height)s) or (weak and weak < %(tonnes)s) then return end
  result.forward_mode, result.backward_mode = mode.driving, mode.driving
  result.forward_speed, result.backward_speed = speed, speed
  local oneway = way:get_value_by_key('oneway')
  local junction = way:get_value_by_key('junction')
  if oneway == 'yes' or oneway == '1' or oneway == 'true' then
    result.backward_mode = mode.inaccessible
  elseif oneway == '-1' or oneway == 'reverse' then
    result.forward_mode = mode.inaccessible
  elseif not oneway and
    (class == 'motorway' or junction == 'roundabout' or junction == 'circular') then
    result.backward_mode = mode.inaccessible
  end
  result.name = way:get_value_by_key('name') or ''
end

function process_turn(profile, turn)
  turn.duration, turn.weight = 0, 0
end

return { setup = setup, process_node = process_node, process_way = process_way,
  process_turn = process_turn }
"""


def profile() -> str:
    """The Lua text; `Set` and `Sequence` come with OSRM's own profiles."""
    vehicle = VehicleClass.LIGHT
    rows = zip(HIGHWAYS, speeds_kmh(vehicle), strict=True)
    speeds = ", ".join(f"['{road}'] = {kmh}" for road, kmh in rows if kmh)
    size = SIZES[vehicle]
    lua = _LUA % {
        "speeds": speeds,
        "height": size.height_cm / 100,
        "tonnes": size.weight_kg / 1000,
        "unpaved": UNPAVED_FACTOR,
    }
    return "Set = require('lib/set')\nSequence = require('lib/sequence')\n" + lua
