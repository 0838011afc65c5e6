"""What the documents say can be done can be done: commands, settings, files."""

import re
from pathlib import Path

import pytest
import yaml

from app.cli import cli
from core.config import Settings

ROOT = Path(__file__).resolve().parents[2]
IN_THE_SHELL_PART = {"setup", "help"}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def commands() -> set[str]:
    named = {
        str(one.name or one.callback.__name__) for one in cli.registered_commands if one.callback
    }
    groups = {str(one.name) for one in cli.registered_groups}
    return named | groups | IN_THE_SHELL_PART


def variables() -> set[str]:
    return {f"MUSTER_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_is_explained_to_the_operator() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    rows = set(re.findall(r"^\| `(MUSTER_[A-Z_]+)`", text, re.MULTILINE))
    assert rows == variables()


def test_every_command_is_explained_to_the_operator() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    explained = set(re.findall(r"^\| `\./muster ([a-z-]+)", text, re.MULTILINE))
    assert explained == commands() - {"help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_commands_that_exist(document: Path) -> None:
    named = set(re.findall(r"\./muster ([a-z][a-z-]*)", document.read_text()))
    assert named - commands() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_settings_that_exist(document: Path) -> None:
    named = set(re.findall(r"\bMUSTER_[A-Z_]+\b", document.read_text()))
    assert (
        named - variables() - {"MUSTER_BENCH_ENGINES", "MUSTER_CHROMIUM", "MUSTER_PYTHON"} == set()
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_of_the_project_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", document.read_text())
    broken = [target for target in targets if not (document.parent / target).exists()]
    assert broken == []


def compose() -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
    return loaded


def services() -> dict[str, dict[str, object]]:
    found = compose()["services"]
    assert isinstance(found, dict)
    return found


def test_the_compose_file_has_the_parts_of_the_product() -> None:
    assert {"database", "migrate", "app", "worker", "web"} <= set(services())


def test_every_lasting_service_checks_its_health_and_restarts() -> None:
    for name, service in services().items():
        if name != "migrate":
            assert "healthcheck" in service, name
            assert service["restart"] == "unless-stopped", name


def test_the_compose_file_sets_only_settings_that_exist() -> None:
    folder = ROOT / "docker"
    for path in (folder / "compose.yaml", folder / "Dockerfile", folder / "env.example"):
        named = set(re.findall(r"\bMUSTER_[A-Z_]+\b", path.read_text()))
        assert named - variables() == set(), path.name


def test_the_services_run_commands_that_exist() -> None:
    ours = [one for one in services().values() if str(one["image"]).startswith("muster:")]
    started = [one["command"] for one in ours]
    assert sorted(map(str, started)) == [
        "['exercise-worker']",
        "['migrate']",
        "['serve']",
        "['worker']",
    ]
    assert {"exercise-worker", "migrate", "serve", "worker"} <= commands()


def test_every_volume_and_secret_that_is_used_is_declared() -> None:
    declared = compose()
    volumes, secrets = declared["volumes"], declared.get("secrets", {})
    assert isinstance(volumes, dict)
    assert isinstance(secrets, dict)
    for service in services().values():
        mounts = service.get("volumes", [])
        assert isinstance(mounts, list)
        for mount in mounts:
            source = str(mount).split(":")[0]
            assert source in volumes or source.startswith((".", "${", "/")), mount


def test_the_example_environment_holds_no_secret() -> None:
    for line in (ROOT / "docker" / "env.example").read_text().splitlines():
        name, _, value = line.partition("=")
        if re.search("PASSWORD|SECRET|TOKEN", name) and not line.startswith("#"):
            assert value == "", line


def test_the_image_runs_as_an_ordinary_user_and_checks_its_health() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in ("root", "0")
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_what_the_image_copies_is_in_the_project() -> None:
    text = (ROOT / "docker" / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *sources, _target = [word for word in line.split() if not word.startswith("--")]
        for source in sources:
            assert (ROOT / source).exists(), source
