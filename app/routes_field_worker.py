"""The service worker of the field page, and its end: a site can take it away from every phone."""

from fastapi import APIRouter, Request, Response

router = APIRouter()
SHELL_GONE = """self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('muster-field-')) await caches.delete(name)
    }
    await self.registration.unregister()
  })())
})
"""
"""A worker that ends itself: a browser fetches it at its next look, whatever the old one does."""


@router.get("/field-worker.js", include_in_schema=False)
def show_field_worker(request: Request) -> Response:
    """Send the worker that the build made, or where the site wants none, the one that ends it."""
    settings = request.app.state.settings
    file = settings.ui_dir / "field-worker.js"
    wanted = settings.offline_start and file.is_file()
    text = file.read_text(encoding="utf-8") if wanted else SHELL_GONE
    return Response(text, media_type="text/javascript", headers={"cache-control": "no-store"})
