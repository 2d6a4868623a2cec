"""The file of a campaign for the authority: facts, plan, funnel and its lists, in one PDF (Q6).

snapshot() stores the facts once, independent of language; context() puts them into the words of one language. Names of
customers are printed, because the authority needs them; phone numbers and mail addresses are not in it (A4).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.office.queries import company
from aftersales.render.blocks import Column, Field, Letterhead, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.staff.models import User, in_language
from aftersales.store.personal import mask_text
from aftersales.web.figures import sentences
from complaints.documents import common

from ..enums import CampaignKind, CampaignRemedy, CampaignRisk, PhaseKind, Reach
from ..models import Campaign, CampaignAttempt, CampaignPaper
from ..queries.campaigns import checked, checks_of, odd_serials, reached
from ..rules import campaigns as rules
from .campaign_lists import lists_of, local_time

MAX_PAGES = 2000
TIMEOUT = 900


def snapshot(campaign: Campaign) -> dict[str, Any]:
    """All facts of the file, as plain JSON."""
    our_company, found, check = company(), reached(campaign), checked(campaign)
    draw = getattr(campaign, "draw", None)
    return {
        "company": {name: getattr(our_company, name) for name in ("name", "name_en", "address", "address_en", "phone")},
        **{
            name: getattr(campaign, name)
            for name in ("number", "kind", "title", "batch", "risk", "hazard", "basis", "plan", "remedy")
        },
        **{name: getattr(campaign, name) for name in ("remedy_note", "notice", "notice_en", "goal", "closing_note")},
        "product": {"name": campaign.product.name, "name_en": campaign.product.name_en, "code": campaign.product.code},
        "sold": [day.isoformat() if day else "" for day in (campaign.sold_from, campaign.sold_until)],
        "needed": [campaign.attempts_needed, campaign.channels_needed],
        "investigation": campaign.investigation.number if campaign.investigation else "",
        "drafted": [_name(campaign.drafted_by), campaign.created_at.isoformat()],
        "signed": [_name(campaign.signed_by), campaign.signed_at.isoformat() if campaign.signed_at else ""],
        "signed_for": _name(campaign.signed_for),
        "phases": [
            [row.kind, row.due_on.isoformat(), _iso(row.began_at), _iso(row.ended_at)] for row in _phases(campaign)
        ],
        "counts": found.counts,
        "units": [found.units, found.remedied_units],
        "customers": _customers(campaign),
        "attempts": _attempts(campaign),
        "serials": [[row.line, row.given, row.state] for row in odd_serials(campaign)],
        "draw": [draw.seed, len(draw.population), draw.share, draw.at.isoformat()] if draw else None,
        "checked": [check.drawn, check.called, check.reached, check.hits],
        "calls": [
            [row.row.customer.number, _iso(row.called_at), row.reached, row.knew, row.stopped, row.remedied, row.note]
            for row in checks_of(campaign)
        ],
    }


def _name(user: User | None) -> dict[str, str]:
    return {"name": user.name or user.username, "name_en": user.name_en} if user else {}


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _phases(campaign: Campaign) -> list[Any]:
    return sorted(campaign.phases.all(), key=lambda row: rules.PHASES.index(row.kind))


def _customers(campaign: Campaign) -> list[list[Any]]:
    fields = ("customer__number", "customer__name", "role", "units", "remedied_units", "reach", "came_later")
    more = ("unreachable_reason", "unreachable_note")
    return [list(row) for row in campaign.customers.order_by("rank", "pk").values_list(*fields, *more)]


def _attempts(campaign: Campaign) -> list[list[Any]]:
    rows = CampaignAttempt.objects.filter(row__campaign=campaign).order_by("at", "pk")
    fields = ("row__customer__number", "at", "channel", "result", "by__name", "by__name_en")
    return [[number, at.isoformat(), *rest] for number, at, *rest in rows.values_list(*fields)]


def pdf(paper: CampaignPaper) -> bytes:
    """The PDF of a filed version."""
    return render_pdf(html(paper), timeout=TIMEOUT, max_pages=MAX_PAGES)


def html(paper: CampaignPaper) -> str:
    return common.page("pdf/campaign_file.html", paper.language, lambda: context(paper))


def context(paper: CampaignPaper) -> dict[str, Any]:
    """The values of the template, in the active language."""
    said, filed = paper.snapshot, timezone.localtime(paper.filed_at)
    names = said["company"]
    return {
        "letterhead": Letterhead(
            names["name"],
            names["name_en"] or names["name"],
            in_language(names["address"], names["address_en"]),
            names["phone"],
        ),
        "title": _("File for the authority: %(kind)s") % {"kind": CampaignKind(said["kind"]).label},
        "subtitle": mask_text(said["title"]),
        "number": said["number"],
        "meta": [
            _("Version %(version)s") % {"version": paper.version},
            _("Submitted %(date)s") % {"date": filed.strftime("%Y-%m-%d")},
        ],
        "facts": _facts(said),
        "texts": [(label, mask_text(text)) for label, text in _texts(said) if text],
        "phases": _phase_table(said),
        "funnel": _funnel(said),
        "verdict": verdict_words(said["checked"], said["goal"]),
        "draw": _draw(said["draw"]),
        "lists": [(title, table) for title, table in lists_of(said) if table.rows],
        "signatures": _signatures(paper, said),
    }


def _facts(said: dict[str, Any]) -> list[Field]:
    product, (sold_from, sold_until) = said["product"], said["sold"]
    period = f"{sold_from} – {sold_until}" if sold_from or sold_until else ""
    fields = [
        Field(_("Product"), f"{common.named(product)} {product['code']}"),
        Field(_("Batch"), said["batch"]),
        Field(_("Period of sale"), period),
        Field(_("Risk"), CampaignRisk(said["risk"]).label),
        Field(_("Remedy"), common.joined(str(CampaignRemedy(said["remedy"]).label), mask_text(said["remedy_note"]))),
        Field(_("Investigation"), said["investigation"]),
        Field(_("Legal basis"), said["basis"], wide=True),
    ]
    return [field for field in fields if field.value]


def _texts(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("What can happen"), said["hazard"]),
        (_("Plan"), said["plan"]),
        (_("Notice in Chinese"), said["notice"]),
        (_("Notice in English"), said["notice_en"]),
        (_("Conclusion"), said["closing_note"]),
    ]


def _phase_table(said: dict[str, Any]) -> Table:
    columns = [
        Column(_("Phase"), 3),
        Column(_("Due"), 2),
        Column(_("Started"), 3),
        Column(pgettext("phase", "Ended"), 3),
    ]
    rows = [
        [PhaseKind(kind).label, due, local_time(began), local_time(ended)] for kind, due, began, ended in said["phases"]
    ]
    return Table(columns, rows)


def _funnel(said: dict[str, Any]) -> Table:
    counts, (units, remedied) = said["counts"], said["units"]
    everybody = sum(counts.values())
    steps = [
        (pgettext("funnel", "Affected"), everybody, ""),
        (
            pgettext("funnel", "Told"),
            sum(counts[one] for one in rules.TOLD),
            _lost(counts, Reach.UNREACHABLE, Reach.UNTOLD),
        ),
        (pgettext("funnel", "Answered"), sum(counts[one] for one in rules.ANSWERED), _lost(counts, Reach.TOLD)),
        (pgettext("funnel", "Remedied"), counts[Reach.REMEDIED], _lost(counts, Reach.ANSWERED)),
    ]
    columns = [
        Column(_("Step"), 2),
        Column(_("Customers"), 1, number=True),
        Column(_("Share"), 1, number=True),
        Column(_("Lost in this step"), 4),
    ]
    rows = [[label, count, _percent(count, everybody), lost] for label, count, lost in steps]
    units_row = [_("Units"), f"{remedied} / {units}", _percent(remedied, units), _("remedied of those with customers")]
    return Table(columns, [*rows, units_row])


def _lost(counts: dict[str, int], *reaches: Reach) -> str:
    return "; ".join(f"{one.label} {counts[one]}" for one in reaches if counts[one])


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def verdict_words(checked_: list[Any], goal: int) -> str:
    """What the check calls prove, in words; "reached" only if the whole interval lies above the goal."""
    drawn, called, _reached, hits = checked_
    interval = rules.wilson(hits, called)
    if drawn is None or interval is None:
        return _("No check call has been made yet.")
    figures = _(
        "%(hits)s of %(called)s had stopped using it or had it remedied, and knew of it: %(share)s%%, 95%% interval "
        "%(low)s to %(high)s%% (Wilson). Who was not reached counts as not knowing."
    ) % {
        "hits": hits,
        "called": called,
        "share": f"{100 * interval.share:.1f}",
        "low": f"{100 * interval.low:.1f}",
        "high": f"{100 * interval.high:.1f}",
    }
    judged = {
        "reached": _("The goal of %(goal)s%% is reached."),
        "missed": _("The goal of %(goal)s%% is missed."),
        "unproven": _("Not proven yet: the goal of %(goal)s%% lies inside the interval."),
    }[rules.verdict(interval, goal)] % {"goal": goal}
    open_calls = _("%(count)s of %(drawn)s calls are still to be made.") % {"count": drawn - called, "drawn": drawn}
    return sentences(judged, figures, open_calls if drawn > called else "")


def _draw(draw: list[Any] | None) -> str:
    if draw is None:
        return ""
    seed, population, share, at = draw
    return _("Drawn at random from %(population)s customers (%(share)s%%) on %(day)s, seed %(seed)s.") % {
        "population": population,
        "share": share,
        "day": local_time(at),
        "seed": seed,
    }


def _signatures(paper: CampaignPaper, said: dict[str, Any]) -> list[Signature]:
    (author, drafted_at), (chief, signed_at) = said["drafted"], said["signed"]
    shown = common.named(said["signed_for"] or chief)
    return [
        Signature(_("Drafted by"), common.named(author), datetime.fromisoformat(drafted_at)),
        Signature(_("General manager"), shown, datetime.fromisoformat(signed_at) if signed_at else None),
        Signature(_("Filed by"), str(paper.filed_by or ""), paper.filed_at),
    ]
