"""Has a Word plan read in a process that can be lost, and says in words why one was refused."""

from typing import Any

import anyio
import anyio.to_thread

from core.errors import Invalid
from resources.importing import process
from resources.importing.gate import MOST_BYTES
from resources.importing.problems import FileRefused
from resources.importing.sentences import SENTENCES, sentence

AT_ONCE = 2
"""Files read at a time: each has a process of its own; who comes later waits without a thread."""
_limiter: dict[str, anyio.CapacityLimiter] = {}
START = "from plans.docx_child import main; main()"
_OWN = {
    "file_not_word": (
        "这不是 Word 文档（.docx），请上传 .docx 文件",
        "this is no Word document; send a .docx file",
    ),
    "file_is_word_97": (
        "这是旧版 .doc 或带密码的文件，请另存为不带密码的 .docx 后上传",
        "this is an old .doc or has a password; save it as .docx without one",
    ),
    "plan_too_long": ("文字超过 {most} 字，请拆分后上传", "more than {most} characters; split it"),
}


class PlanFileRefused(Invalid):
    """The file could not be read: {why}."""

    zh = "文件无法读取：{why_zh}。"


async def read_aside(content: bytes) -> dict[str, Any]:
    """Read a Word plan while requests go on, as ``read_word_plan`` does."""
    limiter = _limiter.setdefault("plans", anyio.CapacityLimiter(AT_ONCE))
    return await anyio.to_thread.run_sync(read_word_plan, content, limiter=limiter)


def read_word_plan(content: bytes) -> dict[str, Any]:
    """Return the sections of a Word plan; nothing of a file that is refused is kept.

    Raises
    ------
    PlanFileRefused
        When it is no Word file, is hostile, or needs more memory or time than there is.
    """
    try:
        if not content:
            raise FileRefused("file_empty")
        if len(content) > MOST_BYTES:
            raise FileRefused("file_too_large", most_mb=MOST_BYTES >> 20)
        with process.workshop() as shop:
            shop.put("source", content)
            return process.run(shop, {"action": "read_plan"}, start=START)
    except FileRefused as refused:
        raise _said(refused) from None


def _said(refused: FileRefused) -> PlanFileRefused:
    own = _OWN.get(refused.code)
    if own is not None:
        zh, en = (one.format(**refused.facts) for one in own)
    else:
        code = refused.code if refused.code in SENTENCES else "file_damaged"
        zh, en = (sentence(code, refused.facts, locale) for locale in ("zh-CN", "en"))
    return PlanFileRefused(field="file", reason=refused.code, why_zh=zh, why=en)
