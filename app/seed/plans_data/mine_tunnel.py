"""The plan for accidents in mines and tunnels."""

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

_SQUADS = when_known("trapped", "per(incident.trapped, 5)", (2, 10), 3)

MINE_TUNNEL = PlanData(
    code="WH-YA-06",
    title="武汉市矿山（隧道）事故专项应急预案（演示）",
    title_en="Wuhan special plan for mine and tunnel accidents (demo)",
    incident_kinds=("mine_tunnel_accident",),
    condition='incident.kind == "mine_tunnel_accident"',
    condition_text="矿山或隧道发生事故",
    condition_text_en="there is an accident in a mine or tunnel",
    durations_h=(120, 96, 48, 24),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.trapped >= 30",
            "死亡30人以上，或被困30人以上",
            "30 or more dead, or 30 or more trapped",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.trapped >= 10",
            "死亡10人以上，或被困10人以上",
            "10 or more dead, or 10 or more trapped",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.trapped >= 3 || incident.missing >= 3",
            "死亡3人以上，或被困（失联）3人以上",
            "3 or more dead, or 3 or more trapped or missing",
        ),
        Trigger("true", "发生事故", "there is an accident"),
    ),
    asks=(
        Ask(
            "mine_rescue",
            "救护小队",
            "mine rescue squads",
            45,
            ("2", None, beyond(_SQUADS, 2), "2"),
            "1",
        ),
        Ask("gas_monitoring", "气体监测组", "gas monitoring crews", 45, ("1", "1", "1", "1"), "1"),
        Ask("drainage_pump", "抽水泵", "pump units", 75, ("2", "2", "4", None), "1"),
        Ask("engineering_machinery", "工程机械", "machines", 90, ("2", "2", "2", "2"), "1"),
        Ask("heavy_lift", "起重机", "cranes", 90, ("1", "1", "1", None), "1"),
        Ask("power_supply", "应急供电", "generator units", 75, ("1", "1", "1", "1"), "1"),
        Ask("communications", "应急通信组", "communication crews", 75, ("1", "1", "1", None), "1"),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 30, ("2", "1", "2", "1"), "1"),
        Ask("ambulance_transport", "救护车", "ambulances", 30, ("4", "2", "2", "2"), "1"),
        Ask("traffic_control", "警戒管制组", "cordon squads", 30, ("1", "1", "1", "1"), "1"),
        Ask(
            "psych_support",
            "心理援助组",
            "psychological support crews",
            180,
            ("1", "1", "1", None),
            "1",
        ),
        Ask(
            "2990105",
            "正压式空气呼吸器",
            "breathing apparatus",
            60,
            ("40", "30", "30", "20"),
            "10",
        ),
        Ask("3990104", "方木（立方米）", "shoring timber, m³", 120, ("20", "20", "20", None), "5"),
        Ask("2990505", "发电机（30千瓦）", "generators, 30 kW", 120, ("4", "2", "4", None), "1"),
    ),
    duties=(
        Duty(
            "核对入井（洞）人员名单",
            "Check the list of everybody underground",
            "单位负责人",
            "head of the unit",
            20,
        ),
        Duty(
            "恢复通风并监测气体",
            "Restore ventilation and watch the gases",
            "技术组长",
            "technical leader",
            45,
        ),
        Duty("确定透水或坍塌位置", "Locate the inflow or fall", "技术组长", "technical leader", 60),
        Duty("制定救援通道方案", "Decide on the rescue route", "专家组", "experts", 120, (1, 2, 3)),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("stop_work", "撤出井（洞）内其他人员", "Bring everybody else out"),
        Measure("ventilate", "保持通风", "Keep the ventilation running"),
        Measure("no_entry", "未经检测不得进入", "Nobody enters before the air is tested"),
    ),
)
