"""Reads docker-compose.yml without a container engine; other tests run the same commands."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from aftersales.bootstrap import commands, system
from aftersales.bootstrap.paths import ROOT

pytestmark = pytest.mark.once
OURS = {"migrate", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


@pytest.fixture
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return dict(compose["services"])


def test_compose_runs_the_commands_of_make_run(services: dict[str, Any]) -> None:
    assert services["web"]["command"] == commands.web("0.0.0.0:8000")
    assert services["worker"]["command"] == commands.worker()
    assert services["beat"]["command"] == commands.beat()
    assert services["migrate"]["command"] == commands.upgrade()


def test_every_long_service_has_a_health_check(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert name == "migrate" or service["healthcheck"]["test"][0] == "CMD", name


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_have_minimal_privileges(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["env_file"] == ".env" and service["build"] == "."


def test_only_web_is_published_and_only_on_localhost(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_data_is_in_named_volumes(compose: dict[str, Any], services: dict[str, Any]) -> None:
    used = {mount.split(":")[0] for service in services.values() for mount in service.get("volumes", [])}
    assert used == set(compose["volumes"]) == {"data", "postgres"}
    assert services["web"]["environment"]["DATA_DIR"] == "/data"


def test_services_start_after_their_dependencies(services: dict[str, Any]) -> None:
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in OURS - {"migrate"}:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_images_name_no_registry_host(services: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    images = [service["image"] for service in services.values()]
    images += re.findall(r"^FROM (\S+)", dockerfile, flags=re.MULTILINE)
    assert all(re.fullmatch(r"[a-z]+(:[\w.-]+)?", image) for image in images), images


def test_image_does_not_run_as_root_and_has_every_required_package() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    final = dockerfile.split("FROM ")[-1]
    assert re.search(r"^USER aftersales$", final, flags=re.MULTILINE)
    for need in system.RUN:
        assert need.package == "python3-venv" or need.package in final
    collect = [word.strip('"') for word in re.sub(r"\\\n", " ", dockerfile).split()]
    assert " ".join(commands.collect_static()[1:]) in " ".join(collect)


def test_variables_of_the_example_are_explained() -> None:
    names = re.findall(r"^([A-Z_]+)=", Path(ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    manual = (ROOT / "docs" / "operations.md").read_text()
    assert names
    assert [name for name in names if f"`{name}`" not in manual and name != "POSTGRES_PASSWORD"] == []
