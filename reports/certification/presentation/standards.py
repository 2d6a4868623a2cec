"""What the page of a standard shows: its catalogue by sections, and the editions before."""

from __future__ import annotations

from typing import Any

from ..enums import Evidence
from ..models import Catalogue, Standard
from .words import whole_points


def catalogue_lines(catalogue: Catalogue, form: Any) -> list[dict[str, Any]]:
    """Sections with their items; each item with its row of the form."""
    rows = list(catalogue.items.all())
    fields = {line["code"].value(): line for line in form.rows}
    return [
        {
            "section": section,
            "points": whole_points(section.points),
            "lines": [
                {
                    "item": one,
                    "points": whole_points(one.points),
                    "query": f"{one.evidence} {Evidence(one.evidence).label}" if one.evidence else "",
                    "form": fields.get(one.code),
                }
                for one in rows
                if one.parent_id == section.pk
            ],
        }
        for section in rows
        if section.parent_id is None
    ]


def editions(standard: Standard) -> list[Catalogue]:
    """The last catalogues, the newest first."""
    return list(standard.catalogues.select_related("created_by").order_by("-edition")[:20])
