"""What a site may set, and what production refuses."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.config import Environment, Settings

FIT_FOR_PRODUCTION = {
    "environment": Environment.PRODUCTION,
    "public_origin": "https://muster.example.org",
    "secure_cookies": True,
    "database_url": "postgresql://muster:k3-long-enough@db/muster",
}


def settings(**changes: object) -> Settings:
    return Settings(**{**FIT_FOR_PRODUCTION, **changes})  # type: ignore[arg-type]


def test_production_starts_when_everything_is_the_sites_own() -> None:
    assert settings().origin == "https://muster.example.org"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"public_origin": None}, "MUSTER_PUBLIC_ORIGIN"),
        ({"public_origin": "http://muster.example.org"}, "MUSTER_PUBLIC_ORIGIN"),
        ({"public_origin": "https://localhost"}, "MUSTER_PUBLIC_ORIGIN"),
        ({"secure_cookies": False}, "MUSTER_SECURE_COOKIES"),
        ({"database_url": "postgresql://muster:muster@db/muster"}, "MUSTER_DATABASE_URL"),
        ({"database_url": "postgresql://muster@db/muster"}, "MUSTER_DATABASE_URL"),
        (
            {"exercise_database_url": "postgresql://muster_exercises@db/muster"},
            "MUSTER_EXERCISE_DATABASE_URL",
        ),
    ],
)
def test_production_refuses_demo_values_and_names_the_setting(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(ValidationError, match=named):
        settings(**change)


def test_production_may_use_the_private_database_without_a_password() -> None:
    assert settings(database_url=None).database_url is None


def test_a_refusal_never_shows_the_database_password() -> None:
    with pytest.raises(ValidationError) as refusal:
        settings(secure_cookies=False)
    assert "k3-long-enough" not in str(refusal.value)


def test_no_setting_has_a_secret_as_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUSTER_DATABASE_URL", raising=False)
    secret_words = ("password", "secret", "token", "key", "url")
    for name, field in Settings.model_fields.items():
        if any(word in name for word in secret_words):
            assert field.default is None, name


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", "")
    monkeypatch.setenv("MUSTER_ROAD_FILE", "/srv/roads.osm.pbf")
    found = Settings()
    assert found.database_url is None
    assert found.road_file == Path("/srv/roads.osm.pbf")
