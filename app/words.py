"""How codes inside an error text are said: nouns and states, in Chinese and in English."""

from collections.abc import Mapping

_CHINESE: Mapping[str, str] = {
    # nouns
    "account": "账号",
    "activation": "响应",
    "basemap": "底图",
    "closure": "封路",
    "depot": "物资库",
    "hazard_area": "危险区",
    "incident": "突发事件",
    "item": "物资品种",
    "lot": "物资批次",
    "need": "需求",
    "order": "调度指令",
    "plan": "预案",
    "policy": "策略",
    "proposal": "调度方案",
    "report_step": "报送环节",
    "sitrep": "信息报告",
    "steering": "指定或排除",
    "study": "研判",
    "task": "任务",
    "team": "救援队伍",
    "token": "接口密钥",
    # states
    "accepted": "已批准",
    "acknowledged": "已收到",
    "answered": "已答复",
    "assigned": "已受领任务",
    "available": "可用",
    "cancelled": "已取消",
    "closed": "已结束",
    "declined": "已拒绝",
    "delivered": "已送达",
    "done": "已完成",
    "draft": "草案",
    "en_route": "途中",
    "ended": "已终止",
    "failed": "求解失败",
    "feasible": "已得可行方案",
    "in_force": "生效中",
    "issued": "已下达",
    "loaded": "已装车",
    "maintenance": "检修",
    "not_needed": "不需要",
    "on_scene": "到场",
    "open": "进行中",
    "proven": "已证最优",
    "raised": "已提级",
    "recalled": "已召回",
    "redirected": "已改派",
    "released": "已撤收",
    "reported": "已接报",
    "requested": "等待求解",
    "responding": "响应中",
    "restocking": "补给中",
    "retired": "已停用",
    "returning": "返回中",
    "solving": "求解中",
    "standby": "备勤",
    "stood_down": "已终止响应",
    "superseded": "已被取代",
    "unavailable": "不可用",
    "withdrawn": "已废止",
}
_ENGLISH: Mapping[str, str] = {code: code.replace("_", " ") for code in _CHINESE}


def words(locale: str) -> Mapping[str, str]:
    """Return how nouns and states are said in a language."""
    return _CHINESE if locale.startswith("zh") else _ENGLISH
