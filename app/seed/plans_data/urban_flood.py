"""The plan for urban flooding."""

from app.seed.plans_data.shape import (
    COMMAND_DUTIES,
    Ask,
    Duty,
    Measure,
    PlanData,
    Trigger,
    beyond,
    when_known,
)

_BOATS = when_known("trapped", "per(incident.trapped, 10)", (2, 30), 3)
_BUSES = when_known("exposed", "per(incident.exposed, 100)", (2, 60), 4)
_WATER = when_known("exposed", "per(incident.exposed, 8)", (50, 5000), 100)
_QUILTS = when_known("exposed", "incident.exposed", (100, 20000), 300)

URBAN_FLOOD = PlanData(
    code="WH-YA-03",
    title="武汉市城市内涝专项应急预案（演示）",
    title_en="Wuhan special plan for urban flooding (demo)",
    incident_kinds=("urban_flood",),
    condition='incident.kind == "urban_flood"',
    condition_text="发生城市内涝",
    condition_text_en="streets are flooded",
    durations_h=(72, 48, 24, 12),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.exposed >= 10000",
            "死亡30人以上，或受威胁1万人以上",
            "30 or more dead, or 10,000 or more people threatened",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.trapped >= 100 || incident.exposed >= 3000",
            "死亡10人以上，或被困100人以上，或受威胁3000人以上",
            "10 or more dead, or 100 or more trapped, or 3,000 or more threatened",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.trapped >= 10 || incident.exposed >= 500",
            "死亡3人以上，或被困10人以上，或受威胁500人以上",
            "3 or more dead, or 10 or more trapped, or 500 or more threatened",
        ),
        Trigger("true", "发生内涝", "streets are flooded"),
    ),
    asks=(
        Ask("drainage_pump", "排涝泵车", "pump units", 60, ("4", "4", "4", "4"), "2"),
        Ask(
            "water_rescue",
            "水域救援艇组",
            "boat crews",
            45,
            ("4", None, beyond(_BOATS, 1), "1"),
            "1",
        ),
        Ask(
            "evacuation_transport",
            "转移客车",
            "buses for evacuation",
            60,
            ("4", None, _BUSES, None),
            "1",
        ),
        Ask("traffic_control", "警戒管制组", "cordon squads", 30, ("4", "2", "2", "2"), "1"),
        Ask("power_supply", "应急供电", "generator units", 90, ("1", "1", "2", None), "1"),
        Ask("engineering_machinery", "工程机械", "machines", 90, ("2", "2", "2", None), "1"),
        Ask(
            "shelter_management",
            "安置点管理组",
            "shelter crews",
            90,
            ("3", "2", "3", None),
            "1",
            6,
            12,
        ),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 40, ("1", "1", "2", None), "1"),
        Ask("communications", "应急通信组", "communication crews", 90, ("1", "2", None, None), "1"),
        Ask("3990101", "袋装黄沙", "bagged sand", 90, ("2000", "2000", "1200", "800"), "200"),
        Ask("2990501", "移动排水泵", "mobile pumps", 90, ("4", "4", "4", None), "1"),
        Ask("2990109", "救生衣", "life jackets", 60, ("150", "130", "80", "40"), "20"),
        Ask(
            "1990101",
            "瓶装饮用水（箱）",
            "bottled water, cases",
            180,
            (_WATER, None, _WATER, None),
            "20",
        ),
        Ask("1990203", "棉被", "quilts", 240, (None, beyond(_QUILTS, 150), "150", None), "30"),
    ),
    duties=(
        Duty(
            "封控下穿通道与地铁入口",
            "Close underpasses and metro entrances",
            "交通组长",
            "traffic leader",
            15,
        ),
        Duty(
            "排查地下空间被困人员",
            "Search basements and tunnels for people",
            "现场指挥官",
            "on-scene commander",
            30,
        ),
        Duty("切断积水区供电", "Cut the power in flooded blocks", "电力组长", "power leader", 30),
        Duty("开放安置点", "Open the shelters", "安置组长", "shelter leader", 60, (1, 2, 3)),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("close_underpasses", "封闭积水下穿通道", "Close flooded underpasses"),
        Measure(
            "stop_classes", "视情停课停业", "Suspend schools and businesses where needed", (1, 2)
        ),
        Measure(
            "pump_priority",
            "优先抽排医院、变电站与地下空间",
            "Pump hospitals, substations and basements first",
        ),
    ),
)
