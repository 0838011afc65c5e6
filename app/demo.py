"""Prepares the demo city on a database: its data, and the base map that its screens show."""

from collections.abc import Callable, Sequence

from app.basemap import make
from app.seed.accounts import SignIn
from app.seed.load import seed_demo_at
from core.config import get_settings


def prepare(database_url: str, say: Callable[[str], None], /) -> Sequence[SignIn]:
    """Fill the database with the demo city and make its base map, each unless done already."""
    sign_ins = seed_demo_at(database_url, say)
    make(get_settings(), database_url, say)
    return sign_ins
