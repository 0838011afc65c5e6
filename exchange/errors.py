"""What can go wrong when another system writes."""

from core.errors import Conflict, DomainError, Forbidden


class BulkRefused(DomainError):
    """{refused} rows are faulty and {conflicts} were changed here; nothing was written."""

    status = 422
    zh = "有 {refused} 行不能接收、{conflicts} 行已在本系统被修改，未写入任何内容。"


class BulkOvertaken(Conflict):
    """Somebody changed these rows at the same moment; nothing was written, send again."""

    zh = "这些记录刚刚被他人修改，未写入任何内容，请重发。"


class NotYourKindOfRow(Forbidden):
    """You may not write {kind}."""

    zh = "您没有写入 {kind} 的权限。"
