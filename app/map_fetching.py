"""Fetches tiles of a site's map layers for the browsers: what a closed network mirrors, or a token.

Only addresses that the settings file describes are fetched, nothing is redirected, and only
pictures come back. Threads of its own keep a slow map server from holding up the product.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.map_layers import MapLayer, upstream_address
from core.errors import DomainError

TIMEOUT_S = 10
LARGEST_BYTES = 4_000_000
KEPT_BYTES = 32_000_000
_THREADS = 6


class MapServerSilent(DomainError):
    """The map server of this layer does not answer, or not with a picture ({reason})."""

    status = 502
    zh = "该图层的地图服务没有响应，或返回的不是图片（{reason}）。"


@dataclass(frozen=True)
class Picture:
    """What a map server answered."""

    body: bytes
    media_type: str


class _Nowhere(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Follow nothing: a map server has no business sending the service elsewhere."""


class MapFetcher:
    """Fetches pictures, a few at a time, and keeps the latest."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="map")
        self._opener = build_opener(_Nowhere)
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    async def fetch(self, layer: MapLayer, places: dict[str, object]) -> Picture:
        """Return one tile or picture of a layer.

        Raises
        ------
        MapServerSilent : no answer in time, an error, or something that is no picture.
        """
        address = upstream_address(layer, places)
        kept = self._kept.get(address)
        if kept is not None:
            return kept
        loop = asyncio.get_running_loop()
        picture = await loop.run_in_executor(self._threads, self._read, address)
        self._keep(address, picture)
        return picture

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _read(self, address: str) -> Picture:
        request = Request(address, headers={"User-Agent": "Muster", "Accept": "image/*"})
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                body = answer.read(LARGEST_BYTES + 1)
                media_type = answer.headers.get_content_type()
        except HTTPError as refused:
            raise MapServerSilent(reason=f"HTTP {refused.code}") from None
        except OSError as trouble:
            raise MapServerSilent(reason=type(trouble).__name__) from None
        if not media_type.startswith("image/") or len(body) > LARGEST_BYTES:
            raise MapServerSilent(reason=media_type)
        return Picture(body, media_type)

    def _keep(self, address: str, picture: Picture) -> None:
        with self._lock:
            if address in self._kept:
                return
            self._kept[address] = picture
            self._size += len(picture.body)
            while self._size > KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.body)
