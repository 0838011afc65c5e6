"""Which roles may do what: one table, deny by default; what is missing here nobody may do."""

COMMAND = frozenset({"commander", "duty_officer"})
STAFF = COMMAND | {"county_clerk", "planner", "auditor", "administrator"}
KEEPERS = frozenset({"county_clerk", "duty_officer"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "picture.read": STAFF,
    "incidents.report": COMMAND,
    "incidents.correct": COMMAND,
    "incidents.stand_down": COMMAND,
    "incidents.close": COMMAND,
    "needs.raise": COMMAND,
    "hazards.draw": COMMAND,
    "closures.draw": COMMAND,
    "places.write": COMMAND | {"administrator"},
    "speeds.decide": frozenset({"commander", "administrator"}),
    "sitreps.send": COMMAND,
    "log.write": COMMAND | {"county_clerk"},
    "plans.read": STAFF,
    "plans.activate": COMMAND,
    "tasks.settle": COMMAND,
    "proposals.request": COMMAND,
    "proposals.accept": COMMAND,
    "steerings.set": COMMAND,
    "sites.plan": COMMAND | {"planner", "county_clerk", "administrator"},
    "policies.write": frozenset({"commander", "administrator"}),
    "orders.own": frozenset({"team_leader"}),
    "orders.report": COMMAND | {"team_leader"},
    "orders.recall": COMMAND,
    "deliveries.report": COMMAND | {"county_clerk"},
    "positions.report": COMMAND | {"team_leader"},
    "teams.write": KEEPERS,
    "lots.write": KEEPERS,
    "requisitions.read": COMMAND | {"county_clerk", "auditor"},
    "requisitions.write": COMMAND | {"county_clerk"},
    "requisitions.decide": frozenset({"commander"}),
    "audit.read": frozenset({"auditor", "administrator"}),
    "tokens.manage": frozenset({"administrator"}),
}
