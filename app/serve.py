"""Runs the web service in this process."""

import uvicorn

from core.config import Settings

GRACEFUL_SHUTDOWN_S = 3  # an open WebSocket would otherwise keep the process for ever


def serve(settings: Settings) -> None:
    """Serve HTTP and WebSocket until a signal ends it, then give open requests three seconds."""
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_S,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        log_level=settings.log_level.lower(),
        access_log=False,
    )
