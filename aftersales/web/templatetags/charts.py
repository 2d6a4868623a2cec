"""{% chart spec %}: a chart of aftersales.render.charts in a page or a printed document.

A page also needs {% chart_assets %} in its head. Without JavaScript its table is shown instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("parts/chart.html")
def chart(spec: Mapping[str, Any]) -> dict[str, Any]:
    told = spec["usermeta"]
    return {
        "title": told["title"],
        "columns": told["columns"],
        "rows": told["rows"],
        "compared": told["columns"][1:] if len(told["columns"]) > 2 else [],
        "spec": json_script(spec),
    }


@register.simple_tag
def chart_assets() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script><script src="{}" defer></script>',
        static("css/charts.css"),
        static("vendor/vega.js"),
        static("js/charts.js"),
    )
