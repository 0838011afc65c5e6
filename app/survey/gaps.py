"""What plans ask for held against what is there in time (pure): gaps, and the cheapest ways out.

Each thing is counted by itself: a team that can do two things counts for both. Teams on a task now
count, because a survey is of what there is; teams out of service do not. Of stock what may be
relied on counts: not expired, not promised, less what the age of the count takes away.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.survey import schemas as s

CLOSE_S = 60
"""Times are whole minutes to a reader: so much late is not late."""


@dataclass(frozen=True)
class Source:
    """So many units, there after so many seconds (None: no way is known), from somewhere."""

    units: int
    after_s: int | None
    where: str
    provider: str = ""
    """Whose agreement it comes under, where it does."""


@dataclass
class Supply:
    """Where one thing can come from; of some providers no more than their agreement says."""

    own: list[Source] = field(default_factory=list)
    aid: list[Source] = field(default_factory=list)
    neighbour: list[Source] = field(default_factory=list)
    out: list[Source] = field(default_factory=list)
    unconfirmed: list[Source] = field(default_factory=list)
    expired: list[Source] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=dict)

    def aid_in_time(self, within_s: int) -> int:
        """Return how many units others owe by agreement and can bring within a time."""
        of: dict[str, int] = defaultdict(int)
        for one in self.aid:
            if _is_in_time(one, within_s):
                of[one.provider] += one.units
        return sum(min(units, self.most.get(name, units)) for name, units in of.items())


def supplies(picture: s.SurveyPicture) -> Mapping[str, Supply]:
    """Return where every capability and item of a picture can come from."""
    found: dict[str, Supply] = defaultdict(Supply)
    for team in picture.teams:
        _add_team(found, team, picture.names)
    depots = {depot.code: depot for depot in picture.depots}
    for line in picture.stock:
        _add_stock(found[line.item_code], line, depots[line.depot_code], picture.names)
    for agreement in picture.agreements:
        for term in agreement.terms:
            if term.most is not None and term.kind in ("capability", "item"):
                found[term.code].most[agreement.provider_code] = term.most
    return found


def _add_team(found: dict[str, Supply], team: s.SurveyTeam, names: Mapping[str, str]) -> None:
    after_s = None if team.drive_s is None else team.turnout_s + team.drive_s
    for code, units in team.capabilities.items():
        supply = found[code]
        if team.out:
            if team.through == "own":
                supply.out.append(Source(units, after_s, team.name))
            continue
        where = team.name if team.through == "own" else names.get(team.jurisdiction_code, "")
        _of(supply, team.through).append(Source(units, after_s, where, team.provider))


def _add_stock(
    supply: Supply, line: s.SurveyStock, depot: s.SurveyDepot, names: Mapping[str, str]
) -> None:
    after_s = None if depot.drive_s is None else depot.load_s + depot.drive_s
    where = depot.name if depot.through == "own" else names.get(depot.jurisdiction_code, "")
    _of(supply, depot.through).append(Source(line.relied_on, after_s, where, depot.provider))
    if depot.through != "own":
        return
    unsure = line.counted - line.expired - line.promised - line.relied_on
    supply.unconfirmed.append(Source(max(0, unsure), after_s, where))
    supply.expired.append(Source(line.expired, after_s, where))


def _of(supply: Supply, through: s.Through) -> list[Source]:
    return {"own": supply.own, "agreement": supply.aid, "neighbour": supply.neighbour}[through]


def in_time(sources: Iterable[Source], within_s: int) -> int:
    """Return how many units are there within a time; where no way is known nothing is."""
    return sum(one.units for one in sources if _is_in_time(one, within_s))


def _is_in_time(source: Source, within_s: int) -> bool:
    return source.after_s is not None and source.after_s <= within_s + CLOSE_S


def measure(picture: s.SurveyPicture) -> list[s.Gap]:
    """Return, for every thing that some plan asks for and that is short, its worst gap first."""
    found = supplies(picture)
    names = {one.code: one for one in (*picture.capabilities, *picture.items)}
    worst: dict[str, s.Gap] = {}
    for plan in picture.plans:
        for level in plan.levels:
            for ask in level.asks:
                gap = _gap(plan, level, ask, found.get(ask.code, Supply()), names)
                if gap and (ask.code not in worst or _rank(gap) < _rank(worst[ask.code])):
                    worst[ask.code] = gap
    return sorted(worst.values(), key=_rank)


def _rank(gap: s.Gap) -> tuple[float, float, int, str]:
    """Worst first: the greater missing share, with help and without, then the higher level."""
    return (
        -gap.missing / gap.wanted,
        -gap.missing_own / gap.wanted,
        -gap.wanted,
        f"{gap.response_level}{gap.code}",
    )


def _gap(
    plan: s.SurveyPlan,
    level: s.SurveyLevel,
    ask: s.SurveyAsk,
    supply: Supply,
    names: Mapping[str, s.Named],
) -> s.Gap | None:
    if ask.quantity is None:
        return None
    own, aid = in_time(supply.own, ask.within_s), supply.aid_in_time(ask.within_s)
    missing_own = max(0, ask.quantity - own)
    if missing_own == 0:
        return None
    missing = max(0, missing_own - aid)
    named = names.get(ask.code)
    return s.Gap(
        code=ask.code,
        is_item=ask.is_item,
        name=named.name if named else ask.label,
        name_en=named.name_en if named else ask.label_en,
        unit=named.unit if named else "",
        unit_en=named.unit_en if named else "",
        plan_title=plan.title,
        plan_title_en=plan.title_en,
        response_level=level.response_level,
        within_s=ask.within_s,
        wanted=ask.quantity,
        own=own,
        aid=aid,
        neighbour=in_time(supply.neighbour, ask.within_s),
        missing_own=missing_own,
        missing=missing,
        fixes=_fixes(ask, supply, missing),
    )


def _fixes(ask: s.SurveyAsk, supply: Supply, missing: int) -> list[s.Fix]:
    """Return ways out in the order of what they cost, until nothing is missing any more."""
    late = [one for one in supply.own if not _is_in_time(one, ask.within_s)]
    agreed_late = [one for one in supply.aid if not _is_in_time(one, ask.within_s)]
    near = [one for one in supply.neighbour if _is_in_time(one, ask.within_s)]
    steps: list[tuple[s.FixCode, list[Source]]] = [
        ("confirm", [one for one in supply.unconfirmed if _is_in_time(one, ask.within_s)]),
        ("repair", [one for one in supply.out if _is_in_time(one, ask.within_s)]),
        ("forward", [*late, *agreed_late]),
        ("agree", near),
        ("replace", [one for one in supply.expired if _is_in_time(one, ask.within_s)]),
    ]
    fixes: list[s.Fix] = []
    for code, sources in steps:
        fix = _fix(code, sources, missing)
        if fix is not None:
            fixes.append(fix)
            missing -= fix.amount
    if missing > 0:
        last: s.FixCode = "buy" if ask.is_item else "build"
        fixes.append(s.Fix(code=last, amount=missing, where="", soonest_s=None))
    return fixes


def _fix(code: s.FixCode, sources: Iterable[Source], missing: int) -> s.Fix | None:
    usable = [one for one in sources if one.units > 0]
    units = sum(one.units for one in usable)
    if missing <= 0 or units == 0:
        return None
    nearest = sorted(usable, key=lambda one: (one.after_s is None, one.after_s or 0, one.where))
    places = list(dict.fromkeys(one.where for one in nearest))[:2]
    return s.Fix(
        code=code,
        amount=min(units, missing),
        where="、".join(places),
        soonest_s=nearest[0].after_s,
    )


def covers(picture: s.SurveyPicture) -> list[s.PlanCover]:
    """Return for every plan and level how many of its asks are met, the least met first."""
    found = supplies(picture)
    rows = [
        _cover(plan, level, found) for plan in picture.plans for level in plan.levels if level.asks
    ]
    return sorted(rows, key=lambda row: (row.code, row.response_level))


def _cover(plan: s.SurveyPlan, level: s.SurveyLevel, found: Mapping[str, Supply]) -> s.PlanCover:
    met_own = met_with_aid = unknown = 0
    for ask in level.asks:
        if ask.quantity is None:
            unknown += 1
            continue
        supply = found.get(ask.code, Supply())
        own, aid = in_time(supply.own, ask.within_s), supply.aid_in_time(ask.within_s)
        met_own += own >= ask.quantity
        met_with_aid += own < ask.quantity <= own + aid
    return s.PlanCover(
        code=plan.code,
        title=plan.title,
        title_en=plan.title_en,
        response_level=level.response_level,
        asks=len(level.asks),
        met_own=met_own,
        met_with_aid=met_with_aid,
        unmet=len(level.asks) - met_own - met_with_aid - unknown,
        unknown=unknown,
    )


def summary(picture: s.SurveyPicture) -> s.SurveySummary:
    """Return a survey in numbers, with the gaps, the worst first."""
    short = [one for one in picture.safety if one.free < one.wanted]
    return s.SurveySummary(
        area=picture.area,
        taken_at=picture.taken_at,
        point=picture.point,
        roads=picture.roads,
        with_neighbours=picture.with_neighbours,
        figures=_figures(picture, len(short)),
        trust=picture.trust,
        rule=picture.rule,
        covers=covers(picture),
        gaps=measure(picture),
        short_of_safety=sorted(short, key=lambda one: (one.free / one.wanted, one.item_code)),
    )


def _figures(picture: s.SurveyPicture, short: int) -> s.SurveyFigures:
    own = [team for team in picture.teams if team.through == "own"]
    depots = {depot.code for depot in picture.depots if depot.through == "own"}
    shelters = [one for one in picture.facilities if one.kind == "shelter"]
    places = [one.capacity for one in shelters if one.capacity is not None]
    here = {line.item_code for line in picture.stock if line.depot_code in depots and line.counted}
    return s.SurveyFigures(
        teams=len(own),
        teams_out=sum(team.out for team in own),
        people=sum(team.headcount for team in own),
        depots=len(depots),
        items=len(here),
        items_below_safety=short,
        trucks=len(picture.trucks),
        shelters=len(shelters),
        shelter_places=sum(places) if places else None,
        hospitals=sum(one.kind == "hospital" for one in picture.facilities),
        agreements=len(picture.agreements),
        outside_teams=len(picture.teams) - len(own),
    )
