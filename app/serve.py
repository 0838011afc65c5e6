"""Runs the web service in this process, and asks a running one whether it is well."""

import contextlib
import socket
import ssl
import sys
import urllib.error
import urllib.request

import psycopg
import uvicorn
from fastapi import FastAPI

from core.config import Settings
from core.db import libpq_url

HEALTH_PATH = "/api/health"
GRACEFUL_SHUTDOWN_S = 2  # an open WebSocket would otherwise keep the process for ever
DID_NOT_START = 3
GIVE_WAY_S = 0.001
"""A thread that computes lets others in after so long: a short answer does not wait for a long."""


class Server(uvicorn.Server):
    """The web server; before it closes the sockets, whoever listens hears that it goes away."""

    def __init__(self, config: uvicorn.Config, application: FastAPI) -> None:
        super().__init__(config)
        self.application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take leave of the listeners, then close."""
        await self.application.state.hubs.say_goodbye()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve HTTP and WebSocket until a signal ends it, then give open requests two seconds."""
    from app.live_frames import SharedFrames
    from app.main import create_app

    sys.setswitchinterval(GIVE_WAY_S)
    application = create_app(settings)
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        ws=SharedFrames,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_S,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        log_level=settings.log_level.lower(),
        access_log=False,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    server = Server(config, application)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(DID_NOT_START)


def local_address(settings: Settings) -> str:
    """Where this machine reaches the service, also when it listens on every address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{host}:{settings.port}"


def is_healthy(address: str) -> bool:
    """Say whether the health check at this address answers that all is well.

    It asks this machine alone, so whose name the certificate bears does not matter.
    """
    own = ssl.create_default_context()
    own.check_hostname, own.verify_mode = False, ssl.CERT_NONE
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=own)
    )
    try:
        with direct.open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def service_answers(settings: Settings) -> bool:
    """Say whether the service of this machine answers its health check."""
    return is_healthy(local_address(settings) + HEALTH_PATH)


def database_answers(settings: Settings) -> bool:
    """Say whether the configured database can be asked something."""
    try:
        with psycopg.connect(
            libpq_url(settings.required_database_url), connect_timeout=5
        ) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
