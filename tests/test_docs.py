"""Links, files, commands, settings, jobs, nouns and verbs that the documents name exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from aftersales.api import router
from aftersales.celery import app

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
IN_CHINESE = (("README.md", "README.zh-CN.md"), ("docs/operations.md", "docs/zh/operations.md"))
OPERATIONS = ("docs/operations.md", "docs/zh/operations.md")
NAMES = "py|md|html|css|js|json|po|txt|toml|yml|example"
FILE = re.compile(
    rf"(?<![\w/<.-])(?:[\w*.-]+/)*[\w*-][\w*.-]*\.(?:{NAMES})(?![\w(])|(?<![\w/<.:-])(?:[\w-]+/)+(?![\w*<{{])"
)
# Files made on the reader's machine, or examples of names.
NOT_OURS = re.compile(
    r"^(var|build|node_modules|notes|DATA_DIR|mnt|data)/|^(heads|erasures|data|heads-until-\w+|copy|round)\.\w+$|^(MAP|MODEL)\.json$"
)


def text_of(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(page: str | Path) -> str:
    """The text without fenced blocks."""
    return re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)


def headings(page: str | Path) -> list[tuple[int, str]]:
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE)]


def code(page: str | Path) -> Iterator[str]:
    """Code spans, and the lines of indented and fenced blocks without their comments."""
    text = text_of(page)
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from (line.split("  #")[0] for block in fenced for line in block.splitlines())
    yield from commands(page)
    yield from re.findall(r"`([^`\n]+)`", prose(page))


def commands(page: str | Path) -> list[str]:
    """The indented blocks without their comments."""
    lines = re.findall(r"^    (\S.*)$", prose(page), re.MULTILINE)
    return [re.split(r"\s+# ", line)[0].strip() for line in lines]


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def tables(page: str | Path) -> list[list[list[str]]]:
    """Each table as rows of cells, without its head."""
    found = re.findall(r"(?:^\|.*\|\n)+", prose(page), re.MULTILINE)
    return [[line.strip("|").split(" | ") for line in table.splitlines()[2:]] for table in found]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def names_of(page: str | Path) -> str:
    return str(Path(page).relative_to(ROOT)) if Path(page).is_absolute() else str(page)


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_links_point_to_files_and_headings(page: Path) -> None:
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (heading and heading not in {anchor(words) for _, words in headings(file)}):
            wrong.append(target)
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_named_files_exist(page: Path) -> None:
    """Also those named from inside an app, such as rules/workflow.py."""
    named = {name for words in code(page) for name in FILE.findall(words) if not words.startswith(("http", "/"))}
    missing = [
        name
        for name in sorted(named)
        if not NOT_OURS.search(name)
        and not any(next(ROOT.glob(f"{above}{name}"), None) for above in ("", "*/", "*/*/", "*/*/*/"))
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_named_commands_exist(page: Path) -> None:
    targets = set(re.search(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)[1].split())
    words = "\n".join(code(page))
    assert set(re.findall(r"\bmake ([a-z]+)", words)) - targets == set()
    named = set(re.findall(r"manage\.py ([a-z_]+)", words)) | set(
        re.findall(r"^(import_\w+|createadmin)$", words, re.M)
    )
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize(("english", "chinese"), IN_CHINESE)
def test_both_languages_have_the_same_structure(english: str, chinese: str) -> None:
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    assert commands(english) == commands(chinese)
    assert [len(table) for table in tables(english)] == [len(table) for table in tables(chinese)]
    for one, other in zip(tables(english), tables(chinese), strict=True):
        assert [spans(row[0]) for row in one] == [spans(row[0]) for row in other]


@pytest.mark.parametrize(("english", "chinese"), IN_CHINESE)
def test_both_languages_link_to_each_other(english: str, chinese: str) -> None:
    for page, other in ((english, chinese), (chinese, english)):
        head = text_of(page).split("\n## ")[0]
        targets = re.findall(r"\]\(([^)]+\.md)\)", head)
        assert (ROOT / other).resolve() in {((ROOT / page).parent / target).resolve() for target in targets}, page


@pytest.mark.parametrize("page", OPERATIONS)
def test_operations_names_every_scheduled_job(page: str) -> None:
    named = {row[0].strip("` ") for table in tables(page) for row in table if re.match(r" ?`\w+\.\w+`", row[0])}
    assert named == {entry["task"] for entry in app.conf.beat_schedule.values()}


@pytest.mark.parametrize("page", OPERATIONS)
def test_operations_names_every_setting(page: str) -> None:
    named = {name for table in tables(page) for row in table for name in spans(row[0]) if name.isupper()}
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "aftersales").glob("settings*.py"))
    read = set(re.findall(r'(?:environ\.get|environ\[|_flag)\(?"([A-Z_]+)"', sources))
    started = {"PORT", "DEMO", "WEB_CONCURRENCY"}  # read when make run starts the processes
    assert named == read | started


def test_api_page_names_every_noun_and_only_existing_verbs() -> None:
    nouns: dict[str, set[str]] = {}
    for prefix, viewset, _ in router.registry:
        nouns[prefix] = {action.url_path.split("/")[0] for action in viewset.get_extra_actions()}
    # There is one of each, so they are not in the router.
    nouns |= {"company": set(), "working-time": set(), "mail": {"test"}, "token": set(), "early-warning-rules": set()}
    nouns |= {"columns": set()}
    rows = tables("docs/api.md")[0]
    assert {noun for row in rows for noun in spans(row[0])} == set(nouns)
    wrong = [
        (spans(row[0]), verb)
        for row in rows
        for verb in spans(row[2])
        if re.fullmatch(r"[a-z_-]+", verb) and not any(verb in nouns[noun] for noun in spans(row[0]))
    ]
    assert wrong == []
