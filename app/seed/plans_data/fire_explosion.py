"""The plan for factory fires and explosions."""

from app.seed.plans_data.shape import (
    COMMAND_DUTIES,
    FLAMMABLES,
    Ask,
    Duty,
    Measure,
    PlanData,
    Trigger,
    beyond,
    when_known,
)

_SEARCH = when_known("trapped", "per(incident.trapped, 5)", (1, 30), 2)
_AMBULANCES = when_known("serious_injuries", "1 + per(incident.serious_injuries, 2)", (2, 60), 4)

FIRE_EXPLOSION = PlanData(
    code="WH-YA-02",
    title="武汉市工厂火灾爆炸事故专项应急预案（演示）",
    title_en="Wuhan special plan for factory fires and explosions (demo)",
    incident_kinds=("fire_explosion", "hazmat_leak", "gas_leak"),
    condition=f'incident.kind == "fire_explosion" || incident.substance_un in {FLAMMABLES}',
    condition_text="火灾爆炸，或泄漏物质易燃易爆",
    condition_text_en="a fire or explosion, or the leaking substance burns",
    durations_h=(24, 16, 8, 4),
    triggers=(
        Trigger(
            "incident.deaths >= 30 || incident.serious_injuries >= 100 || incident.loss_yuan >= 100000000",
            "死亡30人以上，或重伤100人以上，或直接经济损失1亿元以上",
            "30 or more dead, or 100 or more severely hurt, or a loss of 100 million yuan or more",
        ),
        Trigger(
            "incident.deaths >= 10 || incident.serious_injuries >= 50 || incident.trapped >= 30 || incident.loss_yuan >= 50000000",
            "死亡10人以上，或重伤50人以上，或被困30人以上，或损失5000万元以上",
            "10 or more dead, or 50 or more severely hurt, or 30 or more trapped, or a loss of 50 million yuan or more",
        ),
        Trigger(
            "incident.deaths >= 3 || incident.serious_injuries >= 10 || incident.trapped >= 3 || incident.loss_yuan >= 10000000",
            "死亡3人以上，或重伤10人以上，或被困3人以上，或损失1000万元以上",
            "3 or more dead, or 10 or more severely hurt, or 3 or more trapped, or a loss of 10 million yuan or more",
        ),
        Trigger("true", "发生火灾或爆炸", "there is a fire or explosion"),
    ),
    asks=(
        Ask("fire_suppression", "灭火车组", "engine crews", 18, ("8", "6", "5", "5"), "3"),
        Ask("foam_attack", "泡沫车组", "foam crews", 20, ("2", "2", "2", None), "1"),
        Ask(
            "search_rescue",
            "搜救组",
            "search squads",
            30,
            ("2", None, _SEARCH, None),
            "1",
        ),
        Ask("hazmat_control", "侦检组", "hazmat reconnaissance crews", 30, ("1", "1", "1", None)),
        Ask("gas_monitoring", "环境监测组", "gas monitoring crews", 45, ("1", "1", "1", None)),
        Ask("medical_first_aid", "现场急救组", "first-aid crews", 20, ("2", "2", "1", "1"), "1"),
        Ask(
            "ambulance_transport",
            "救护车",
            "ambulances",
            20,
            ("4", None, beyond(_AMBULANCES, 1), "1"),
            "1",
        ),
        Ask("traffic_control", "警戒管制组", "cordon squads", 20, ("2", "1", "1", "2"), "1"),
        Ask("demolition_cutting", "破拆组", "breaching squads", 40, ("1", "1", "1", None)),
        Ask("power_supply", "应急供电", "generator units", 60, ("1", "2", None, None), "1"),
        Ask("lighting", "现场照明", "lighting units", 60, ("2", "1", "1", None), "1"),
        Ask(
            "2990406",
            "泡沫灭火剂（千克）",
            "foam concentrate, kg",
            45,
            ("8000", "6000", "6000", None),
            "2000",
        ),
        Ask("2990106", "备用气瓶", "spare air cylinders", 60, ("80", "60", "60", None), "20"),
    ),
    duties=(
        Duty(
            "核实被困人数与位置",
            "Establish how many are trapped and where",
            "现场指挥官",
            "on-scene commander",
            15,
        ),
        Duty(
            "核实厂区危险物质清单",
            "Obtain the list of dangerous substances on site",
            "危化专家组",
            "hazmat experts",
            20,
        ),
        Duty("保障消防供水", "Secure the water supply", "供水组长", "water supply leader", 20),
        Duty(
            "控制消防废水外排",
            "Keep fire water out of the river",
            "环境组长",
            "environment leader",
            60,
            (1, 2, 3),
        ),
        *COMMAND_DUTIES,
    ),
    measures=(
        Measure("cut_supply", "切断厂区电、气与物料", "Cut power, gas and material flows"),
        Measure("cool_neighbours", "冷却邻近储罐", "Cool neighbouring tanks", (1, 2, 3)),
        Measure("evacuate_site", "撤离厂区无关人员", "Clear the site of everybody not needed"),
    ),
)
