"""OGC API - Features Part 1: core, geojson, html, oas30; read-only, same rights as screens.

A GIS signs in with a token (`Authorization: Bearer`); a browser with its session.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import HTMLResponse, JSONResponse, Response

from core.auth import Actor, allow
from core.errors import NotFound
from core.transaction import SessionDep
from exchange import pages, queries
from exchange.asked import Asked, UnknownForm, asked_of, require_known
from exchange.described import description
from exchange.layers import LAYERS, Layer
from exchange.links import GEOJSON, HTML, JSON, OPENAPI, Link, address, both_forms

ROOT = "/ogc"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "oas30", "html", "geojson")
)
router = APIRouter(prefix=ROOT, include_in_schema=False)
Reader = Annotated[Actor, allow("picture.read")]


@dataclass(frozen=True)
class Talk:
    """How this reader is answered: in which form and language, and where the service stands."""

    base: str
    path: str
    given: list[tuple[str, str]]
    html: bool
    english: bool

    def address(self, path: str = "", **also: str) -> str:
        """An address of the service in the form being read."""
        return address(self.base, path, None, f="html" if self.html else "json", **also)

    def answer(self, body: dict[str, Any], shown: str, title: str, kind: str = JSON) -> Response:
        """The answer in the form asked for, with links to itself and to its other form."""
        links = both_forms(self.base, self.path, self.given, self.html, kind)
        links += body.pop("links", [])
        if self.html:
            return HTMLResponse(pages.page(title, shown, links, self.english))
        whole = body | {"links": [link.out() for link in links]}
        return JSONResponse(jsonable_encoder(whole), media_type=kind)


def _talk(request: Request) -> Talk:
    given = list(request.query_params.multi_items())
    form = dict(given).get("f")
    if form not in (None, "json", "html"):
        raise UnknownForm(field="f")
    wanted = request.headers.get("accept", "").lower()
    prefers_html = HTML in wanted and JSON not in wanted.split(HTML)[0]
    return Talk(
        base=str(request.base_url).rstrip("/") + ROOT,
        path=request.url.path.removeprefix(ROOT).rstrip("/"),
        given=given,
        html=form == "html" or (form is None and prefers_html),
        english=request.headers.get("accept-language", "").lower().startswith("en"),
    )


TalkDep = Annotated[Talk, Depends(_talk)]


@router.get("")
@router.get("/")
def show_service(talk: TalkDep, _actor: Reader) -> Response:
    """Say what this is and where its parts are."""
    require_known(name for name, _ in talk.given)
    title = pages.SHARED[talk.english]
    links = [
        Link(address(talk.base, "/api"), "service-desc", OPENAPI),
        Link(talk.address("/conformance"), "conformance", JSON),
        Link(talk.address("/collections"), "data", JSON),
    ]
    listed = ((layer, _page(talk, layer)) for layer in LAYERS.values())
    shown = pages.layer_list(listed, talk.english)
    return talk.answer({"title": title, "description": title, "links": links}, shown, title)


@router.get("/api")
def describe_service(request: Request, talk: TalkDep, _actor: Reader) -> Response:
    """Describe every address in OpenAPI 3.0."""
    whole = description(talk.base, LAYERS.values(), request.app.version)
    return JSONResponse(whole, media_type=OPENAPI)


@router.get("/conformance")
def show_conformance(talk: TalkDep, _actor: Reader) -> Response:
    """Name the conformance classes."""
    require_known(name for name, _ in talk.given)
    shown = pages.plain_list(CONFORMS_TO, talk.english)
    return talk.answer({"conformsTo": CONFORMS_TO}, shown, pages.CONFORMS[talk.english])


@router.get("/collections")
def list_layers(session: SessionDep, talk: TalkDep, actor: Reader) -> Response:
    """List the layers with where they reach."""
    require_known(name for name, _ in talk.given)
    described = [_described(session, actor, talk, layer) for layer in LAYERS.values()]
    listed = ((layer, _page(talk, layer)) for layer in LAYERS.values())
    shown = pages.layer_list(listed, talk.english)
    return talk.answer({"collections": described}, shown, pages.LAYERS_HEAD[talk.english])


@router.get("/collections/{layer_id}")
def show_layer(session: SessionDep, talk: TalkDep, actor: Reader, layer_id: str) -> Response:
    """Describe one layer."""
    require_known(name for name, _ in talk.given)
    layer = _layer(layer_id)
    body = _described(session, actor, talk, layer)
    links = [Link(talk.address(f"/collections/{layer.id}/items"), "items", GEOJSON)]
    shown = pages.layer_list([(layer, _page(talk, layer))], talk.english)
    return talk.answer(body | {"links": links}, shown, pages.name_of(layer, talk.english))


@router.get("/collections/{layer_id}/items")
def list_features(session: SessionDep, talk: TalkDep, actor: Reader, layer_id: str) -> Response:
    """Return a page of a layer's features."""
    layer = _layer(layer_id)
    asked = asked_of(talk.given, layer.filters)
    total, found = queries.features(session, actor.prefixes, layer, asked)
    body = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "numberMatched": total,
        "numberReturned": len(found),
        "features": found,
        "links": [_up(talk, layer), *_turns(talk, asked, total, len(found))],
    }
    place = f"{talk.base}/collections/{layer.id}/items"
    shown = pages.feature_table(layer, found, total, asked.offset, place, talk.english)
    return talk.answer(body, shown, pages.name_of(layer, talk.english), GEOJSON)


@router.get("/collections/{layer_id}/items/{feature_id}")
def show_feature(
    session: SessionDep, talk: TalkDep, actor: Reader, layer_id: str, feature_id: str
) -> Response:
    """Return one feature."""
    require_known(name for name, _ in talk.given)
    layer = _layer(layer_id)
    found = queries.feature(session, actor.prefixes, layer, feature_id)
    if found is None:
        raise NotFound(noun=layer.id)
    shown = pages.feature_facts(found)
    body = found | {"links": [_up(talk, layer)]}
    return talk.answer(body, shown, pages.name_of(layer, talk.english), GEOJSON)


def _layer(layer_id: str) -> Layer:
    if layer_id not in LAYERS:
        raise NotFound(noun="collection")
    return LAYERS[layer_id]


def _page(talk: Talk, layer: Layer) -> str:
    return talk.address(f"/collections/{layer.id}/items")


def _up(talk: Talk, layer: Layer) -> Link:
    return Link(talk.address(f"/collections/{layer.id}"), "collection", JSON)


def _turns(talk: Talk, asked: Asked, total: int, count: int) -> list[Link]:
    """The pages after and before this one."""
    form = {"f": "html" if talk.html else "json"}
    links = []
    if asked.offset + count < total and count:
        after = str(asked.offset + count)
        links.append(
            Link(address(talk.base, talk.path, talk.given, offset=after, **form), "next", GEOJSON)
        )
    if asked.offset:
        before = str(max(asked.offset - asked.limit, 0))
        links.append(
            Link(address(talk.base, talk.path, talk.given, offset=before, **form), "prev", GEOJSON)
        )
    return links


def _described(session: SessionDep, actor: Actor, talk: Talk, layer: Layer) -> dict[str, Any]:
    around = queries.extent(session, actor.prefixes, layer)
    items = address(talk.base, f"/collections/{layer.id}/items")
    body: dict[str, Any] = {
        "id": layer.id,
        "title": pages.name_of(layer, talk.english),
        "description": layer.description,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            Link(f"{items}?f=json", "items", GEOJSON).out(),
            Link(f"{items}?f=html", "items", HTML).out(),
        ],
    }
    if around is not None:
        body["extent"] = {"spatial": {"bbox": [around], "crs": CRS84}}
    return body
