"""Links between the answers: where the same thing is in another form, what comes next."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


@dataclass(frozen=True)
class Link:
    """A link of an answer (RFC 8288 relation)."""

    href: str
    rel: str
    type: str
    title: str = ""

    def out(self) -> dict[str, str]:
        """The link as the answer carries it."""
        return {name: value for name, value in asdict(self).items() if value}


def address(
    base: str, path: str = "", given: list[tuple[str, str]] | None = None, **also: str
) -> str:
    """An address below the service with the parameters given, some of them set anew."""
    kept = [(name, value) for name, value in given or [] if name not in also]
    asked = urlencode([*kept, *also.items()])
    return f"{base}{path}" + (f"?{asked}" if asked else "")


def both_forms(
    base: str, path: str, given: list[tuple[str, str]], html: bool, kind: str
) -> list[Link]:
    """The answer itself and its other form; `kind` is the media type of the JSON form."""
    as_json = Link(address(base, path, given, f="json"), "alternate" if html else "self", kind)
    as_html = Link(address(base, path, given, f="html"), "self" if html else "alternate", HTML)
    return [as_html, as_json] if html else [as_json, as_html]
