import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from pypdf import PdfReader

from aftersales.render import charts
from aftersales.render.charts import Limit, bars, line, to_svg
from aftersales.render.pdf import render_pdf

pytestmark = pytest.mark.once
WEEKS = [("W45", 3.1), ("W46", None), ("W47", 4.6)]


def drawn(spec: charts.Spec) -> str:
    """Text of a document with this chart: it is drawn in the render process, as in the product."""
    page = engines["django"].from_string("{% load charts %}{% chart spec %}").render({"spec": spec})
    pages = PdfReader(BytesIO(render_pdf(f'<link rel="stylesheet" href="static:css/pdf.css">{page}'))).pages
    return "".join(page.extract_text() for page in pages)


def marks(spec: charts.Spec) -> list[str]:
    found = json.dumps(spec)
    return re.findall(r"var\(--([\w-]+)\)", found)


def test_line_shows_limit_labels_and_the_last_value_on_paper() -> None:
    text = drawn(line(title="超过上限", values=WEEKS, limit=Limit(4.1, "上限 4.1"), text=lambda value: f"{value} 次"))
    for words in ("超过上限", "W45", "上限 4.1", "4.6 次"):
        assert words in text


def test_bars_show_names_values_and_the_sla_target_on_paper() -> None:
    text = drawn(bars(title="Slow", values=[("华东", 31.5), ("South", 18)], limit=Limit(24, "target 24 h")))
    for words in ("华东", "31.5", "South", "18", "target 24 h"):
        assert words in text


def test_table_of_a_chart_is_not_printed() -> None:
    assert drawn(line(title="T", values=WEEKS, name="series name")).count("series name") == 0


@pytest.mark.parametrize(
    ("value", "floor", "late"),
    [(4.1, False, False), (4.2, False, True), (4.1, True, False), (4.0, True, True), (None, False, False)],
)
def test_value_on_the_limit_does_not_break_it(value: float | None, floor: bool, late: bool) -> None:
    assert Limit(4.1, "", floor=floor).broken_by(value) is late


def test_red_marks_only_values_beyond_the_limit() -> None:
    assert "late-mark" not in marks(line(title="", values=WEEKS))
    assert "late-ink" in marks(line(title="", values=WEEKS, limit=Limit(4.1, "")))
    assert "late-ink" not in marks(line(title="", values=WEEKS, limit=Limit(9, "")))
    assert "late-ink" in marks(bars(title="", values=[("a", 2)], limit=Limit(1, "")))


@pytest.mark.parametrize("values", [[], [("only", 1)], [("none", None)], [("zero", 0), ("minus", -2)]])
def test_chart_of_few_values_is_drawn(values: list[charts.Point]) -> None:
    assert "few" in drawn(line(title="few", values=values))
    assert "few" in drawn(bars(title="few", values=values, before=values))


def test_colours_on_paper_equal_the_light_theme() -> None:
    theme = (Path(settings.BASE_DIR) / "static/css/theme.css").read_text()
    for token, colour in charts.PAPER.items():
        found = re.search(rf"{token}: light-dark\((#\w+)", theme)
        assert found and found[1] == colour, token


def test_every_colour_of_a_chart_has_a_value_on_paper() -> None:
    spec = line(title="", values=WEEKS, before=WEEKS, limit=Limit(4, ""), band=(1, 4))
    used = {f"--{name}" for name in marks(spec) + marks(bars(title="", values=[("a", 2)], limit=Limit(1, "")))}
    assert used <= set(charts.PAPER)


def test_chart_loads_no_resources() -> None:
    with pytest.raises(ValueError, match="loads none"):
        to_svg({"data": {"url": "file:///etc/hostname"}})


def test_chart_tag_prints_title_definition_and_table() -> None:
    spec = line(title="<b>Rising</b>", values=WEEKS, name="Now", before=[("W45", 2)], before_name="Then")
    page = engines["django"].from_string("{% load charts %}{% chart spec %}").render({"spec": spec})
    assert "&lt;b&gt;Rising" in page
    assert "<b>" not in page
    assert '<th scope="row">W46</th><td class="num">–</td>' in re.sub(r">\s+<", "><", page)
    assert json.loads(page.split('application/json">')[1].split("</script>")[0]) == json.loads(json.dumps(spec))
    assert "style=" not in page


def test_chart_data_is_escaped_within_its_script() -> None:
    spec = bars(title="", values=[("</script></div><img src=x>&amp;", 1)])
    page = engines["django"].from_string("{% load charts %}{% chart spec %}").render({"spec": spec})
    assert "<img" not in page
    assert "</script></div><img src=x>&amp;" in drawn(spec).replace("\n", "") or "…" in drawn(spec)
