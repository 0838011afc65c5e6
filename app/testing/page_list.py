"""The pages of the command UI, read from its router, so that a new page is looked at by itself."""

import re
from dataclasses import dataclass

from app.seed.records import demo_id
from core.config import PROJECT_ROOT

ROUTER = PROJECT_ROOT / "frontend" / "src" / "app" / "router.ts"
_ROUTE = re.compile(r"\{\s*path:\s*'(?P<path>[^']+)',\s*name:\s*'(?P<name>[^']+)'")
_PARAMETER = re.compile(r":(\w+)")

EXAMPLES = {"code": "0000-0000", "pane": "map", "id": str(demo_id("plan", "WH-YA-01"))}
"""What stands in an address for each of its parameters."""

IN_EXERCISES = {"director": "commander", "observer": "planner"}
"""Pages that there are inside an exercise alone, and who looks at them."""

WHO = {"sign-in": None, "field": "leader-hazmat2"}
"""Who looks at a page where it is not the duty officer; nobody at signing in."""


@dataclass(frozen=True)
class PageOfProduct:
    """A page: its name, its address with parameters, and who looks at it."""

    name: str
    path: str
    username: str | None

    @property
    def address(self) -> str:
        """The path with its parameters filled in; one without an example is an error."""
        return _PARAMETER.sub(lambda found: EXAMPLES[found[1]], self.path)


def pages_of_product() -> list[PageOfProduct]:
    """Every page of the live world in the router's order.

    Those that only send on, or are of one exercise or one incident, are left out.
    """
    found = _ROUTE.finditer(ROUTER.read_text())
    return [
        PageOfProduct(one["name"], one["path"], WHO.get(one["name"], "duty"))
        for one in found
        if not {"*", "("} & set(one["path"]) and one["name"] not in IN_EXERCISES
    ]


def pages_of_exercise(inside: str, exercise_id: str) -> list[PageOfProduct]:
    """The pages that an exercise adds: inside one that is under way, and its score outside."""
    return [
        *(
            PageOfProduct(name, f"{inside.rstrip('/')}/{name}", username)
            for name, username in IN_EXERCISES.items()
        ),
        PageOfProduct("player", f"{inside.rstrip('/')}/", "duty"),
        PageOfProduct("score", f"/exercises/{exercise_id}/score", "commander"),
    ]
