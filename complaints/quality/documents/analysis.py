"""How the cause was found, as parts of a report: examined units, five whys, Ishikawa diagram."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Table
from aftersales.store.personal import mask_text

from ..presentation import report_words as words
from ..presentation.report_words import Said
from .ishikawa import Bone, diagram


def whys(said: Said) -> Table | None:
    """The five whys: question, answer, evidence."""
    if not said.get("whys"):
        return None
    columns = [Column("", 1), Column(_("Why?"), 5), Column(_("Answer"), 6), Column(_("Evidence"), 4)]
    last = len(said["whys"])
    root = _("Root cause")
    rows = [
        [
            str(at),
            mask_text(row.get("question", "")),
            mask_text(row.get("answer", "")) + (f"\n{root}" if at == last else ""),
            mask_text(row.get("evidence", "")),
        ]
        for at, row in enumerate(said["whys"], 1)
    ]
    return Table(columns, rows)


def fish(said: Said) -> SafeString:
    """The Ishikawa diagram, or "" if there is none."""
    bones = [
        Bone(words.category(bone), [(mask_text(cause["text"]), words.is_proven(cause)) for cause in bone["causes"]])
        for bone in said.get("ishikawa", [])
    ]
    return diagram(mask_text(said["title"]), bones, pgettext("ishikawa", "cause"))


def causes(said: Said) -> Table | None:
    """The possible causes with what was found out about each, and what proves it."""
    rows = [
        [words.category(bone), mask_text(cause["text"]), words.standing(cause), mask_text(cause.get("evidence", ""))]
        for bone in said.get("ishikawa", [])
        for cause in bone["causes"]
    ]
    columns = [
        Column(_("Category"), 2),
        Column(_("Possible cause"), 6),
        Column(_("Finding"), 2),
        Column(_("Evidence"), 5),
    ]
    return Table(columns, rows) if rows else None


def specimens(said: Said) -> Table | None:
    """The units that were examined, with what was measured and found."""
    if not said.get("specimens"):
        return None
    columns = [
        Column(_("Unit examined"), 5),
        Column(_("What was tested"), 5),
        Column(_("Limit"), 3),
        Column(_("Measured"), 3),
        Column(_("Finding"), 3),
    ]
    rows = [
        [
            mask_text("\n".join(filter(None, [row.get("unit", ""), row.get("holder", "")]))),
            mask_text(row.get("item", "")),
            row.get("limit", ""),
            row.get("measured", ""),
            words.specimen_verdict(row),
        ]
        for row in said["specimens"]
    ]
    return Table(columns, rows)
