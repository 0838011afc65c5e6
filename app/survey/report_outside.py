"""Resources of others in the survey report: agreements, neighbours, what can be requisitioned."""

from collections import defaultdict
from collections.abc import Sequence

from app.documents.description import Block, Heading, Paragraph, Table
from app.documents.description import Column as Head
from app.survey.report_words import REQUISITIONS, TEAM_KINDS, Speaker
from app.survey.schemas import (
    SurveyAgreement,
    SurveyPicture,
    SurveyStock,
    SurveyTeam,
    SurveyTerm,
    Through,
)

MOST_AREAS = 4


def outside(picture: SurveyPicture, say: Speaker) -> list[Block]:
    """Return the section on what others have and lend."""
    return [
        Heading(say.section(4, "外部资源", "Resources of others")),
        Heading(say.part(1, "支援协议", "Agreements"), 2),
        *_agreements(picture, say),
        Heading(say.part(2, "相邻地区资源", "Neighbours"), 2),
        *_neighbours(picture, say),
        Heading(say.part(3, "可征用资源", "What can be requisitioned"), 2),
        *_requisitioned(picture, say),
    ]


def _agreements(picture: SurveyPicture, say: Speaker) -> list[Block]:
    if not picture.agreements:
        return [
            Paragraph(
                say(
                    "目前没有双方签署且在有效期内的支援协议。",
                    "No agreement that both parties signed is in force.",
                )
            )
        ]
    heads = (
        Head(say("协议编号", "No."), 1.4),
        Head(say("支援方", "Provider"), 1.6),
        Head(say("约定内容", "Terms"), 3.4),
        Head(say("有效期至", "Valid until"), 1.4),
    )
    rows = [
        (one.number, one.provider_name, _terms(picture, one, say), say.at(one.valid_to))
        for one in picture.agreements
    ]
    table = Table(heads, rows, say("有效支援协议", "Agreements in force"))
    return [table, *_strength(picture, "agreement", say), _agreed_stock(picture, say)]


def _agreed_stock(picture: SurveyPicture, say: Speaker) -> Table:
    """Goods of others under agreements, by item."""
    depots = {depot.code: depot for depot in picture.depots if depot.through == "agreement"}
    found: dict[str, list[SurveyStock]] = defaultdict(list)
    for one in picture.stock:
        if one.depot_code in depots and one.relied_on:
            found[one.item_code].append(one)
    rows = []
    for item in (one for one in picture.items if one.code in found):
        lines = found[item.code]
        near = [depots[one.depot_code] for one in lines]
        times = [one.load_s + one.drive_s for one in near if one.drive_s is not None]
        rows.append(
            (
                say(item.name, item.name_en),
                say(item.unit, item.unit_en),
                f"{sum(one.relied_on for one in lines):,}",
                f"{len({one.code for one in near}):,}",
                say.minutes(min(times, default=None)),
            )
        )
    heads = (
        Head(say("物资", "Item"), 2.4),
        Head(say("单位", "Unit"), 1),
        Head(say("可采信", "Relied on"), 1.2, "right"),
        Head(say("库点", "Depots"), 0.9, "right"),
        Head(say("最快送达", "Soonest"), 1.2, "right"),
    )
    empty = say("2 小时车程内没有", "None within two hours")
    return Table(heads, rows, say("协议可调物资", "Goods under agreements"), empty=empty)


def _terms(picture: SurveyPicture, agreement: SurveyAgreement, say: Speaker) -> str:
    if not agreement.terms:
        return say("全部资源", "everything")
    told = [_term(picture, term, say) for term in agreement.terms]
    return say("、", ", ").join(told)


def _term(picture: SurveyPicture, term: SurveyTerm, say: Speaker) -> str:
    named = {one.code: one for one in (*picture.capabilities, *picture.items)}
    if term.kind == "team_kind":
        name = say.of(TEAM_KINDS, term.code)
    else:
        one = named.get(term.code)
        name = say(one.name, one.name_en) if one else term.code
    return (
        name if term.most is None else say(f"{name}（≤{term.most:,}）", f"{name} (≤{term.most:,})")
    )


def _neighbours(picture: SurveyPicture, say: Speaker) -> list[Block]:
    if not picture.with_neighbours:
        return [
            Paragraph(
                say(
                    "本报告不列无协议相邻地区的资源；需要时报请上级统一协调。",
                    "Resources of neighbours without an agreement are not listed here; they are"
                    " asked for through the authority above.",
                )
            )
        ]
    words = say(
        "以下资源分属无协议的相邻地区，车程在 2 小时以内，未计入可用力量，"
        "须报请上级协调后方可调用。",
        "These belong to neighbours without an agreement, within two hours' drive. They do not"
        " count as available: they are asked for through the authority above.",
    )
    return [Paragraph(words), *_strength(picture, "neighbour", say)]


def _strength(picture: SurveyPicture, through: Through, say: Speaker) -> list[Block]:
    """Teams of others by capability: how many units, the soonest when, from which areas."""
    found: dict[str, list[SurveyTeam]] = defaultdict(list)
    for team in picture.teams:
        if team.through == through and not team.out:
            for code in team.capabilities:
                found[code].append(team)
    named = {one.code: one for one in picture.capabilities}
    rows = [
        (
            say(named[code].name, named[code].name_en) if code in named else code,
            f"{sum(team.capabilities[code] for team in teams):,}",
            f"{len(teams):,}",
            say.minutes(_soonest_s(teams)),
            _areas(picture, teams, say),
        )
        for code, teams in sorted(found.items())
    ]
    heads = (
        Head(say("能力", "Capability"), 2),
        Head(say("数量", "Units"), 0.9, "right"),
        Head(say("队伍", "Teams"), 0.8, "right"),
        Head(say("最快到达", "Soonest"), 1.1, "right"),
        Head(say("所在地区（由近及远）", "From, the nearest first"), 3.2),
    )
    caption = (
        say("协议支援力量", "Teams under agreements")
        if through == "agreement"
        else say("相邻地区力量", "Neighbours' teams")
    )
    empty = say("2 小时车程内没有", "None within two hours")
    return [Table(heads, rows, caption, empty=empty)]


def _areas(picture: SurveyPicture, teams: Sequence[SurveyTeam], say: Speaker) -> str:
    """Name the areas of teams, the nearest first, each with its soonest."""
    of: dict[str, list[SurveyTeam]] = defaultdict(list)
    for team in teams:
        of[team.jurisdiction_code].append(team)
    soonest = sorted((_soonest_s(mine) or 0, code) for code, mine in of.items())
    told = [f"{picture.names.get(code, code)} {say.minutes(s)}" for s, code in soonest[:MOST_AREAS]]
    more = len(soonest) - MOST_AREAS
    rest = [say(f"等 {len(soonest)} 地", f"and {more} more")] if more > 0 else []
    return say("，", ", ").join([*told, *rest])


def _soonest_s(teams: Sequence[SurveyTeam]) -> int | None:
    times = [team.turnout_s + team.drive_s for team in teams if team.drive_s is not None]
    return min(times, default=None)


def _requisitioned(picture: SurveyPicture, say: Speaker) -> list[Block]:
    if not picture.requisitioned:
        return [
            Paragraph(
                say(
                    "系统中没有征用记录；社会可征用资源未登记，数量未知。",
                    "Nothing was requisitioned so far. What could be is not on record: unknown.",
                )
            )
        ]
    heads = (
        Head(say("被征用单位（人）", "Owner"), 2.4),
        Head(say("物资（装备）", "Thing"), 2.4),
        Head(say("数量", "Amount"), 0.9, "right"),
        Head(say("单位", "Unit"), 0.8),
        Head(say("状态", "State"), 1),
    )
    rows = [
        (one.owner_name, one.name, f"{one.quantity:,}", one.unit, say.of(REQUISITIONS, one.state))
        for one in picture.requisitioned
    ]
    words = say(
        "下列资源曾被征用，必要时可再次依法征用；其他社会资源未登记，数量未知。",
        "These were requisitioned before and could be again; others are not on record: unknown.",
    )
    return [Paragraph(words), Table(heads, rows, say("征用记录", "Requisitions"))]
