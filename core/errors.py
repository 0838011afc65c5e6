"""What can go wrong, as a short catalogue: a code, a message in two languages and the facts.

Each package defines its own errors next to the rule that raises them, by subclassing one of the
four categories. The class docstring is the English message and ``zh`` the Chinese one; both may
name facts in braces.
"""

import inspect
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

_NO_WORDS: Mapping[str, str] = MappingProxyType({})


def _code_of(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class DomainError(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 500
    zh: ClassVar[str] = "请求无法完成。"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message("en"))

    @property
    def code(self) -> str:
        """Return the stable machine-readable name, derived from the class name."""
        return _code_of(type(self).__name__)

    def message(self, locale: str, words: Mapping[str, str] = _NO_WORDS) -> str:
        """Return the message in the reader's language with the facts filled in.

        ``words`` is how a fact that is a code, such as a state, is said in that language.
        """
        template = (
            self.zh if locale.startswith("zh") else inspect.cleandoc(type(self).__doc__ or "")
        )
        told = {
            name: value if name == "field" else words.get(str(value), value)
            for name, value in self.facts.items()
        }
        try:
            return template.format(**told)
        except (KeyError, IndexError):
            return template


class NotFound(DomainError):
    """There is no such {noun}."""

    status = 404
    zh = "没有这条记录（{noun}）。"


class Forbidden(DomainError):
    """You are not allowed to do this."""

    status = 403
    zh = "您没有此项权限。"


class LiveWorldOnly(Forbidden):
    """This belongs to the live world and is not reached from within an exercise."""

    zh = "此功能属于真实系统，演练中不能使用。"


class Conflict(DomainError):
    """The present state does not allow this."""

    status = 409
    zh = "当前状态不允许此操作。"


class Invalid(DomainError):
    """The field {field} is not acceptable."""

    status = 422
    zh = "字段 {field} 不符合要求。"


class NotSignedIn(DomainError):
    """You are not signed in, or your session has ended."""

    status = 401
    zh = "未登录，或登录已失效。"


class StaleVersion(DomainError):
    """Somebody changed this meanwhile: you saw version {seen}, it is now version {current}."""

    status = 412
    zh = "记录已被他人修改：您看到的是第 {seen} 版，现在是第 {current} 版。"


class VersionRequired(DomainError):
    """State the version you are changing in the If-Match header."""

    status = 428
    zh = "请在 If-Match 请求头中写明所修改的版本号。"


class Unavailable(DomainError):
    """The service cannot answer at this moment; try again shortly."""

    status = 503
    zh = "服务暂时不可用，请稍后重试。"


class IllegalTransition(Conflict):
    """A {noun} in state {state} cannot become {wanted}."""

    zh = "{noun} 处于 {state} 状态，不能变为 {wanted}。"


def named(error: BaseException) -> str:
    """Return what went wrong as its kind and code alone: texts of failures hold people's data."""
    code = error.code if isinstance(error, DomainError) else _sqlstate(error)
    return f"{type(error).__name__} ({code})" if code else type(error).__name__


def _sqlstate(error: BaseException) -> str | None:
    told = getattr(getattr(error, "orig", None), "sqlstate", None)
    return told if isinstance(told, str) else None


def require_version(seen: int | None, current: int, record: dict[str, Any]) -> None:
    """Refuse a change that was not based on the current version; name both."""
    if seen is None:
        raise VersionRequired()
    if seen != current:
        raise StaleVersion(seen=seen, current=current, record=record)
