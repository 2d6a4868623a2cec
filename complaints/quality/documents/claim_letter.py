"""The letter of claim to a supplier 索赔函, printed from the record in one language."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftersales.render.blocks import Column as Head
from aftersales.render.blocks import Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.staff.models import in_language
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text
from aftersales.web.figures import money
from complaints.documents import common
from complaints.documents.capitals import capitals

from ..enums import CostKind
from ..models import Action
from ..queries.costs import cost_of


def pdf(action: Action, language: str) -> bytes:
    """The PDF, made from the current data."""
    return render_pdf(html(action, language), timeout=30, max_pages=10)


def html(action: Action, language: str) -> str:
    return common.page("pdf/claim_letter.html", language, lambda: context(action))


def context(action: Action) -> dict[str, Any]:
    """The values of the template, in the active language."""
    claim, supplier = action.claim, action.claim.supplier
    return {
        "letterhead": common.letterhead(),
        "title": _("Letter of claim"),
        "number": action.number,
        "meta": [_("Date: %(date)s") % {"date": (claim.sent_on or company_date(action.created_at)).isoformat()}],
        "to": _without_empty(
            Field(_("To"), in_language(supplier.name, supplier.name_en), wide=True),
            Field(_("Address"), supplier.address, wide=True),
            Field(_("Supplier number"), supplier.number),
        ),
        "problem": _problem(action),
        "texts": [(label, mask_text(text)) for label, text in _texts(action) if text],
        "costs": _costs(action),
        "claimed": _claimed(action),
        "signatures": [Signature(_("Quality department"), str(action.owner)), Signature(_("Company seal"))],
    }


def _problem(action: Action) -> list[Field]:
    investigation, ticket = action.investigation, action.ticket
    product = action.product
    fields = [
        Field(_("Product"), product.label if product else ""),
        Field(_("Batch"), action.batch),
    ]
    if investigation is not None:
        fields += [
            Field(_("Investigation"), investigation.number),
            Field(_("Subject"), mask_text(investigation.title), wide=True),
        ]
    elif ticket is not None:
        fields.append(Field(_("Problem"), mask_text(ticket.problem_found or ticket.subject), wide=True))
    return _without_empty(*fields)


def _without_empty(*fields: Field) -> list[Field]:
    return [field for field in fields if field.value]


def _texts(action: Action) -> list[tuple[str, str]]:
    """What was found, as running text, because it may fill pages."""
    row = action.investigation
    if row is None:
        return []
    return [
        (_("Product identification"), row.identification),
        (_("Cause"), row.cause),
        (_("Responsibility"), row.responsibility),
    ]


def _costs(action: Action) -> Table | None:
    """The cost by type, as it is now."""
    if action.investigation is None:
        return None
    sums = cost_of(action.investigation)
    if not sums:
        return None
    rows = [[str(CostKind(kind).label), money(amount)] for kind, amount in sums.items()]
    columns = [Head(_("Cost"), 6), Head(_("Amount"), 2, number=True)]
    return Table(columns, rows, totals=[_("Total"), money(sum(sums.values()))])


def _claimed(action: Action) -> list[Field]:
    claim = action.claim
    fields = [
        Field(_("Claimed amount"), money(claim.claimed)),
        Field(_("Answer due"), claim.answer_due_on.isoformat()),
    ]
    if get_language() == "zh-hans":
        # Chinese letters name an amount in capitals, too, so that nobody can alter it.
        fields.insert(1, Field(_("In words"), capitals(claim.claimed)))
    if claim.share:
        fields.append(Field(_("Your share of the responsibility"), f"{claim.share}%"))
    if claim.reason:
        fields.append(Field(_("Why more than the cost"), mask_text(claim.reason), wide=True))
    ask = _("Please answer in writing by the day named above, and pay the amount to our account.")
    return [*fields, Field(_("What we ask"), ask, wide=True)]
