"""The plan for building collapses."""

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

_SEARCH = when_known("trapped", "per(incident.trapped, 4)", (2, 30), 4)
_AMBULANCES = when_known("trapped", "per(incident.trapped, 3)", (3, 30), 5)

BUILDING_COLLAPSE = PlanData(
    code="WH-YA-04",
    title="武汉市建筑物坍塌事故专项应急预案（演示）",
    title_en="Wuhan special plan for building collapses (demo)",
    incident_kinds=("building_collapse", "earthquake", "landslide"),
    condition='incident.kind == "building_collapse" || incident.trapped > 0',
    condition_text="建筑物坍塌，或地震、滑坡致人员被埋压",
    condition_text_en="a building collapsed, or people are buried by an earthquake or landslide",
    durations_h=(96, 72, 48, 24),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.trapped >= 50",
            "死亡30人以上，或埋压50人以上",
            "30 or more dead, or 50 or more buried",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.trapped >= 20 || incident.serious_injuries >= 50",
            "死亡10人以上，或埋压20人以上，或重伤50人以上",
            "10 or more dead, or 20 or more buried, or 50 or more severely hurt",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.trapped >= 3 || incident.serious_injuries >= 10",
            "死亡3人以上，或埋压3人以上，或重伤10人以上",
            "3 or more dead, or 3 or more buried, or 10 or more severely hurt",
        ),
        Trigger("true", "发生坍塌", "there is a collapse"),
    ),
    asks=(
        Ask(
            "search_rescue",
            "搜救组",
            "search squads",
            40,
            ("2", "2", beyond(_SEARCH, 2), "2"),
            "1",
        ),
        Ask("demolition_cutting", "破拆顶撑组", "breaching squads", 40, ("2", "1", "2", "1"), "1"),
        Ask("heavy_lift", "起重机", "cranes", 75, ("1", "1", "1", "1"), "1"),
        Ask("engineering_machinery", "工程机械", "machines", 75, ("2", "2", "2", "2"), "1"),
        Ask("fire_suppression", "消防车组", "engine crews", 20, ("2", "2", "2", "2"), "1"),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 25, ("3", "2", "1", "2"), "1"),
        Ask(
            "ambulance_transport",
            "救护车",
            "ambulances",
            25,
            ("4", None, beyond(_AMBULANCES, 2), "2"),
            "1",
        ),
        Ask("lighting", "现场照明", "lighting units", 75, ("2", "1", "1", "1"), "1"),
        Ask("traffic_control", "警戒管制组", "cordon squads", 25, ("2", "1", "1", "2"), "1"),
        Ask(
            "psych_support",
            "心理援助组",
            "psychological support crews",
            180,
            ("1", "1", "2", None),
            "1",
        ),
        Ask("command_support", "现场指挥保障", "command support", 60, ("1", None, "1", None)),
        Ask("2990203", "生命探测仪", "life detectors", 45, ("2", "2", "2", "2"), "1"),
        Ask("2990602", "气动顶撑组", "pneumatic shoring sets", 60, ("4", "2", "2", "2"), "1"),
        Ask("2990301", "担架", "stretchers", 45, ("30", "25", "15", "10"), "5"),
    ),
    duties=(
        Duty(
            "切断燃气、电力与供水", "Cut gas, power and water", "市政组长", "utilities leader", 20
        ),
        Duty("核对失联人员名单", "Establish who is missing", "信息专员", "report officer", 40),
        Duty(
            "监测邻近建筑位移",
            "Watch the neighbouring buildings for movement",
            "结构专家组",
            "structural experts",
            60,
        ),
        Duty("执行静默搜寻", "Hold a silent search", "搜救组长", "rescue leader", 90, (1, 2, 3)),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("cordon", "划定警戒区并清场", "Mark a cordon and clear it"),
        Measure("quiet_periods", "分段静默搜寻", "Keep quiet periods for listening"),
        Measure(
            "rescue_route", "开辟救援与送医通道", "Keep a route open for rescuers and ambulances"
        ),
    ),
)
