"""The plan for traffic accidents with many casualties."""

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

_AMBULANCES = when_known("serious_injuries", "1 + per(incident.serious_injuries, 2)", (3, 60), 5)
_CUTTING = when_known("trapped", "per(incident.trapped, 4)", (1, 8), 1)
_STRETCHERS = when_known("serious_injuries", "2 * incident.serious_injuries", (10, 500), 20)

TRAFFIC_ACCIDENT = PlanData(
    code="WH-YA-05",
    title="武汉市重大伤亡交通事故专项应急预案（演示）",
    title_en="Wuhan special plan for traffic accidents with many casualties (demo)",
    incident_kinds=("traffic_accident",),
    condition='incident.kind == "traffic_accident"',
    condition_text="发生交通事故",
    condition_text_en="there is a traffic accident",
    durations_h=(16, 12, 6, 3),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.serious_injuries >= 100",
            "死亡30人以上，或重伤100人以上",
            "30 or more dead, or 100 or more severely hurt",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.serious_injuries >= 50",
            "死亡10人以上，或重伤50人以上",
            "10 or more dead, or 50 or more severely hurt",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.serious_injuries >= 10 || incident.trapped >= 5",
            "死亡3人以上，或重伤10人以上，或被困5人以上",
            "3 or more dead, or 10 or more severely hurt, or 5 or more trapped",
        ),
        Trigger("true", "发生事故", "there is an accident"),
    ),
    asks=(
        Ask(
            "ambulance_transport",
            "救护车",
            "ambulances",
            20,
            ("4", "2", beyond(_AMBULANCES, 2), "2"),
            "1",
        ),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 25, ("2", "2", "2", "2"), "1"),
        Ask("fire_suppression", "消防车组", "engine crews", 15, ("2", "1", "1", "2"), "1"),
        Ask(
            "demolition_cutting",
            "破拆组",
            "breaching squads",
            45,
            ("2", None, _CUTTING, None),
            "1",
        ),
        Ask("traffic_control", "交通管制组", "traffic squads", 25, ("2", "2", "2", "2"), "1"),
        Ask("heavy_lift", "清障吊车", "cranes", 60, ("1", "1", "1", None), "1"),
        Ask("evacuation_transport", "转运客车", "buses", 45, ("1", "1", "2", None), "1"),
        Ask(
            "psych_support",
            "心理援助组",
            "psychological support crews",
            180,
            ("1", "1", "1", None),
            "1",
        ),
        Ask("2990301", "担架", "stretchers", 30, (None, None, _STRETCHERS, None), "5"),
        Ask(
            "2990304",
            "创伤敷料（箱）",
            "trauma dressings, cases",
            45,
            ("20", "10", "10", None),
            "2",
        ),
        Ask("2990509", "警戒带与锥桶", "cordon sets", 30, ("8", "4", "4", "4"), "2"),
    ),
    duties=(
        Duty("设立伤员分拣点", "Set up a triage point", "医疗组长", "medical leader", 15),
        Duty(
            "核对有无危险化学品车辆",
            "Check whether a dangerous load is involved",
            "现场指挥官",
            "on-scene commander",
            10,
        ),
        Duty("公布绕行路线", "Announce the diversion", "交通组长", "traffic leader", 30),
        Duty(
            "统一分配收治医院",
            "Assign casualties to hospitals",
            "医疗组长",
            "medical leader",
            40,
            (1, 2, 3),
        ),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("close_carriageway", "双向封闭事故路段", "Close both carriageways", (1, 2)),
        Measure("keep_lane", "保留应急车道", "Keep the emergency lane free"),
        Measure("green_wave", "开通救护绿色通道", "Give ambulances a green wave", (1, 2, 3)),
    ),
)
