"""Reads docker-compose.yml without a container engine; other tests run the same commands."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

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


def test_only_the_proxy_is_published_and_web_on_localhost(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(ports) == {"web", "proxy"}
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_every_service_has_limits(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["mem_limit"] and service["pids_limit"], name
        assert all("size=" in folder for folder in service.get("tmpfs", [])), name


def test_images_are_pinned_by_full_version(services: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    images = [service["image"] for service in services.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", dockerfile, flags=re.MULTILINE)
    assert all(re.search(r":\d+\.\d+(\.\d+)?-[a-z-]+$", image) for image in images), images


def test_password_of_the_database_is_not_in_its_address(services: dict[str, Any]) -> None:
    for name in OURS:
        variables = services[name]["environment"]
        assert "PASSWORD" not in variables["DATABASE_URL"]
        assert variables["DATABASE_PASSWORD"] == services["postgres"]["environment"]["POSTGRES_PASSWORD"]


def test_example_of_the_environment_names_what_is_needed() -> None:
    names = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert {"SECRET_KEY", "POSTGRES_PASSWORD", "SITE_URL", "ALLOWED_HOSTS", "BEHIND_PROXY"} <= set(names)


def test_proxy_overwrites_what_the_product_believes_and_takes_requests_whole() -> None:
    words = " ".join((ROOT / "deploy/nginx.conf").read_text().split())
    for line in (
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_set_header Host $host;",
        "proxy_request_buffering on;",
        "client_header_timeout 10s;",
        "access_log off;",
    ):
        assert line in words
    limit = int(re.findall(r"client_max_body_size (\d+)m;", words)[0])
    assert limit * 1024 * 1024 > 2 * settings.RECORDING_MAX_BYTES


def test_data_is_in_named_volumes(compose: dict[str, Any], services: dict[str, Any]) -> None:
    used = {mount.split(":")[0] for service in services.values() for mount in service.get("volumes", [])}
    used = {name for name in used if not name.startswith("./deploy/")}
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
