"""The plan for leaks of hazardous chemicals."""

from app.seed.plans_data.shape import (
    COMMAND_DUTIES,
    TOXIC_GASES,
    Ask,
    Duty,
    Measure,
    PlanData,
    Trigger,
    beyond,
    when_known,
)

_BUSES = when_known("people_isolation", "per(incident.people_isolation, 400)", (2, 60), 4)
_AMBULANCES = when_known("serious_injuries", "1 + per(incident.serious_injuries, 2)", (2, 60), 3)
_MASKS = when_known("exposed", "2 * incident.exposed", (100, 20000), 200)

HAZMAT_LEAK = PlanData(
    code="WH-YA-01",
    title="武汉市危险化学品泄漏事故专项应急预案（演示）",
    title_en="Wuhan special plan for leaks of hazardous chemicals (demo)",
    incident_kinds=("hazmat_leak", "gas_leak"),
    condition='incident.kind == "hazmat_leak" || incident.kind == "gas_leak"',
    condition_text="危险化学品或燃气泄漏",
    condition_text_en="a hazardous chemical or gas is leaking",
    durations_h=(24, 16, 10, 6),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.serious_injuries >= 100"
            " || incident.people_protective >= 100000",
            "死亡30人以上，或重伤（中毒）100人以上，或防护行动区内10万人以上",
            "30 or more dead, or 100 or more severely hurt, or 100,000 or more people in the protective-action area",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.serious_injuries >= 50"
            f' || (incident.spill == "large" && incident.substance_un in {TOXIC_GASES}'
            ' && incident.container in ["road_tanker", "rail_tank_car"])',
            "死亡10人以上，或重伤（中毒）50人以上，或槽（罐）车毒性气体大量泄漏",
            "10 or more dead, or 50 or more severely hurt, or a large spill of toxic gas from a tanker",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.serious_injuries >= 10"
            f' || incident.substance_un in {TOXIC_GASES} || incident.spill == "large"',
            "死亡3人以上，或重伤（中毒）10人以上，或毒性气体泄漏，或大量泄漏",
            "3 or more dead, or 10 or more severely hurt, or toxic gas, or a large spill",
        ),
        Trigger("true", "发生泄漏", "there is a leak"),
    ),
    asks=(
        Ask("hazmat_control", "侦检堵漏组", "leak control crews", 30, ("2", "1", "1", "2"), "1"),
        Ask(
            "fire_suppression",
            "稀释与掩护车组",
            "engine crews to dilute and cover",
            20,
            ("4", "3", "2", "3"),
            "2",
        ),
        Ask("decontamination", "洗消线", "decontamination lines", 45, ("1", "1", "1", "1"), "1"),
        Ask("gas_monitoring", "环境监测组", "gas monitoring crews", 40, ("1", "1", "1", "1"), "1"),
        Ask("traffic_control", "警戒管制组", "cordon squads", 20, ("2", "2", "2", "2"), "1"),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 20, ("2", "1", "1", "2"), "1"),
        Ask(
            "ambulance_transport",
            "救护车",
            "ambulances",
            20,
            ("2", None, beyond(_AMBULANCES, 2), "2"),
            "1",
        ),
        Ask(
            "evacuation_transport",
            "转移客车",
            "buses for evacuation",
            45,
            ("4", None, _BUSES, None),
            "1",
        ),
        Ask("shelter_management", "安置点管理组", "shelter crews", 60, ("1", "1", "2", None), "1"),
        Ask("command_support", "现场指挥保障", "command support", 45, ("1", None, "1", None)),
        Ask(
            "2990102",
            "逃生呼吸面罩",
            "escape hoods",
            45,
            (_MASKS, beyond(_MASKS, 100), "100", None),
            "50",
        ),
        Ask("2990104", "B级防化服", "level B suits", 45, ("20", "20", "10", "10"), "5"),
        Ask(
            "2990401",
            "纯碱（中和剂，千克）",
            "soda ash as neutraliser, kg",
            60,
            ("2000", "2000", "1000", "1000"),
            "500",
        ),
        Ask("2990403", "堵漏工具组", "leak-sealing kits", 40, ("2", "1", "1", "2"), "1"),
    ),
    duties=(
        Duty(
            "划定隔离区并确认风向",
            "Mark the isolation area and confirm the wind",
            "现场指挥官",
            "on-scene commander",
            10,
        ),
        Duty(
            "联系生产单位取得化学品安全技术说明书",
            "Obtain the safety data sheet from the producer",
            "危化专家组",
            "hazmat experts",
            30,
        ),
        Duty(
            "开始下风向居民转移或就地避护",
            "Start evacuation or sheltering downwind",
            "疏散组长",
            "evacuation leader",
            30,
            (1, 2, 3),
            "划定隔离区并确认风向",
        ),
        Duty(
            "通知收治医院准备解毒与洗消",
            "Warn the receiving hospitals to prepare",
            "医疗组长",
            "medical leader",
            20,
        ),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("close_roads", "封闭隔离区内道路", "Close the roads in the isolation area"),
        Measure(
            "no_ignition", "隔离区内禁火、禁电火花", "No flames or sparks in the isolation area"
        ),
        Measure(
            "shelter_or_evacuate",
            "防护行动区内转移或就地避护",
            "Evacuate or shelter in the protective-action area",
            (1, 2, 3),
        ),
        Measure(
            "stop_metro",
            "评估暂停受影响的轨道交通车站",
            "Consider closing affected metro stations",
            (1, 2),
        ),
    ),
    draws_guide=True,
)
