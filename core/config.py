"""Settings: everything a site may decide, read once from the environment (prefix ``MUSTER_``)."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent
GUESSABLE_PASSWORDS = frozenset({"", "muster", "postgres", "password", "demo", "test", "change-me"})
EXERCISE_LOGIN = "muster_exercises"
"""As whom exercises connect, where they have a login of their own: member of their roles alone."""
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

Seconds = Annotated[float, Field(gt=0)]


class Environment(StrEnum):
    """What this installation is for; ``production`` refuses every convenience of the other two."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


class Settings(BaseSettings):
    """All settings; each is described for the site's operator in docs/operations.md."""

    model_config = SettingsConfigDict(
        env_prefix="MUSTER_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # Where data lives
    database_url: str | None = None
    exercise_database_url: str | None = None
    data_dir: Path = PROJECT_ROOT / ".muster"
    ui_dir: Path = PROJECT_ROOT / "frontend" / "dist"
    road_file: Path | None = None
    map_layers: Path | None = None
    elevation_raster: Path | None = None
    population_raster: Path | None = None
    state_colours: str = ""
    coverage_cell_m: Annotated[int, Field(ge=50, le=20_000)] | None = None

    # How the service is reached
    environment: Environment = Environment.DEMO
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    public_origin: str | None = None
    trusted_proxies: str = "127.0.0.1"
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    offline_start: bool = True
    log_level: str = "INFO"
    request_threads: Annotated[int, Field(ge=2, le=64)] = 3

    # Sign-in
    session_idle_s: Seconds = 30 * 60
    session_absolute_s: Seconds = 12 * 3600
    login_lockout_attempts: Annotated[int, Field(gt=0)] = 5
    login_lockout_s: Seconds = 15 * 60
    secure_cookies: bool = False

    # Work
    solver_budget_s: Seconds = 10
    solver_memory_mb: Annotated[int, Field(ge=512)] = 2048
    solver_grace_s: Seconds = 5
    case_days: Annotated[int, Field(ge=1)] = 90
    trace_days: Annotated[int, Field(ge=1)] = 1095
    plan_change_percent: Annotated[int, Field(ge=1, le=100)] = 25

    # Stock
    expiry_warning_days: Annotated[int, Field(ge=0)] = 90
    promise_hours: Annotated[int, Field(ge=1)] = 24
    trust_full_days: Annotated[int, Field(ge=0)] = 30
    trust_floor_days: Annotated[int, Field(ge=1)] = 180
    trust_floor_percent: Annotated[int, Field(ge=0, le=100)] = 50

    # Teams
    call_first_min: Annotated[int, Field(ge=0, le=240)] = 15
    rest_after_hours: Annotated[int, Field(ge=1)] = 12
    rest_hours: Annotated[int, Field(ge=0)] = 8
    learn_speeds: bool = True

    # Plans
    readiness_hour: Annotated[int, Field(ge=-1, le=23)] = 3
    readiness_places: Annotated[int, Field(ge=1, le=3)] = 2
    readiness_costs: str = ""

    @property
    def nightly_hour(self) -> int | None:
        """The local hour at which all plans are tested; None: on demand only."""
        return self.readiness_hour if self.readiness_hour >= 0 else None

    @property
    def required_database_url(self) -> str:
        """The database address; whoever starts the product has set it by now."""
        if self.database_url is None:
            raise ValueError("MUSTER_DATABASE_URL is not set and no private database was started")
        return self.database_url

    @property
    def origin(self) -> str:
        """The address that people type, without a path: what cookies and links are made for."""
        scheme = "https" if self.tls_certificate else "http"
        return self.public_origin or f"{scheme}://{self.host}:{self.port}"

    @model_validator(mode="after")
    def require_both_halves_of_tls(self) -> Self:
        """A certificate without its key serves nobody."""
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("MUSTER_TLS_CERTIFICATE and MUSTER_TLS_KEY go together")
        return self

    @model_validator(mode="after")
    def refuse_demo_values_in_production(self) -> Self:
        """Production starts only with its own origin over TLS, safe cookies and a real password."""
        if self.environment is not Environment.PRODUCTION:
            return self
        faults = [*_origin_faults(self), *_database_faults(self)]
        if not self.secure_cookies:
            faults.append("MUSTER_SECURE_COOKIES must be true")
        if faults:
            raise ValueError("not fit for production: " + "; ".join(faults))
        return self


def _origin_faults(settings: Settings) -> list[str]:
    parts = urlsplit(settings.public_origin or "")
    if parts.scheme != "https" or not parts.hostname or parts.hostname in LOOPBACK_HOSTS:
        return ["MUSTER_PUBLIC_ORIGIN must be the site's own https address"]
    return []


def _database_faults(settings: Settings) -> list[str]:
    addresses = {
        "MUSTER_DATABASE_URL": settings.database_url,
        "MUSTER_EXERCISE_DATABASE_URL": settings.exercise_database_url,
    }
    parts = {name: urlsplit(address or "") for name, address in addresses.items()}
    return [
        f"{name} must carry a password that cannot be guessed"
        for name, one in parts.items()
        if one.hostname and (one.password or "") in GUESSABLE_PASSWORDS
    ]


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
