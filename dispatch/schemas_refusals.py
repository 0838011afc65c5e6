"""Wire shape of a refused second promise."""

from uuid import UUID

from core.wire import Output


class Refusal(Output):
    """Somebody tried to promise again what was promised already; ``code`` is that of the error.

    ``resource`` is the team, the lorry, the lot or the proposal; ``incident`` who holds it, where
    the error says it.
    """

    id: UUID
    code: str
    resource: str | None
    incident: str | None
