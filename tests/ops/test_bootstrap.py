"""The installer: steps done once, messages about missing packages, mirrors for uv."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from aftersales.bootstrap import environment, fonts, health, steps, system
from aftersales.bootstrap.paths import FONTS_CONF, VENDOR

pytestmark = pytest.mark.once


def test_step_is_done_once_for_the_same_content(tmp_path: Path) -> None:
    done: list[int] = []
    made = tmp_path / "made"

    def work() -> None:
        done.append(1)
        made.touch()

    stamp = tmp_path / "stamp"
    assert steps.once("step", "a", [made], work, stamp=stamp)
    assert not steps.once("step", "a", [made], work, stamp=stamp)
    assert steps.once("step", "b", [made], work, stamp=stamp)
    made.unlink()
    assert steps.once("step", "b", [made], work, stamp=stamp)
    assert len(done) == 3


def test_step_that_is_not_finished_is_done_again(tmp_path: Path) -> None:
    assert not steps.once("step", "a", [], lambda: False, stamp=tmp_path / "stamp")
    assert steps.once("step", "a", [], lambda: True, stamp=tmp_path / "stamp")


def test_digest_covers_names_and_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.po", tmp_path / "b.po"
    first.write_text("text")
    before = steps.digest([tmp_path])
    first.rename(second)
    renamed = steps.digest([tmp_path])
    second.write_text("other")
    assert len({before, renamed, steps.digest([tmp_path])}) == 3


def test_missing_package_without_root_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_apt_prefix", lambda: None)
    needs = [
        system.Need("present", lambda: True),
        system.Need("libthis", lambda: False),
        system.Need("that", lambda: False),
    ]
    with pytest.raises(steps.SetupError) as error:
        system.ensure(needs)
    assert str(error.value).splitlines() == [
        "Install these system packages, then try again: sudo apt-get install libthis that"
    ]


def test_missing_optional_package_does_not_stop_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_apt_prefix", lambda: None)
    system.ensure([system.Need("fonts-rare", lambda: False, required=False)])


def test_uv_gets_the_mirror_that_pip_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = {
        "index-url": "http://mirror/simple",
        "extra-index-url": "http://a/simple http://b/simple",
        "find-links": "/nowhere",
    }
    monkeypatch.setattr(environment, "_pip_settings", lambda: mirror)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    told = environment._uv_environment()
    assert "UV_FIND_LINKS" not in told
    assert told["UV_DEFAULT_INDEX"] == "http://mirror/simple"
    assert told["UV_INDEX"] == "http://a/simple http://b/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://own/simple")
    assert environment._uv_environment()["UV_DEFAULT_INDEX"] == "http://own/simple"


@pytest.mark.parametrize("style", fonts.WEIGHTS)
def test_font_has_the_common_characters_and_a_distinct_name(style: str) -> None:
    font = TTFont(fonts.target(style))
    known = set(font.getBestCmap())
    level_one = {
        ord(bytes([high, low]).decode("gb2312"))
        for high in range(0xB0, 0xD7)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA)
    }
    assert level_one - known == set()
    assert set(range(0x20, 0x7F)) - known == set()
    assert font["name"].getDebugName(1) == fonts.FAMILY
    assert font["OS/2"].usWeightClass == fonts.WEIGHTS[style]


def test_fontconfig_finds_our_font_first() -> None:
    assert f"<family>{fonts.FAMILY}</family>" in FONTS_CONF.read_text()
    assert str(fonts.FONTS) in FONTS_CONF.read_text()


def test_third_party_scripts_are_served_from_this_host() -> None:
    assert "window.vegaEmbed=" in (VENDOR / "vega.js").read_text()
    assert "htmx" in (VENDOR / "htmx.min.js").read_text()
    assert {path.name for path in VENDOR.iterdir()} == {"htmx.min.js", "vega.js"}


def test_health_check_fails_without_a_server() -> None:
    assert health.main("web", "http://127.0.0.1:9") == 1
