"""The label of a sample, 100 × 70 mm: number with barcode, seal, product, period. No customer, because anybody in the
store can read it."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.office.queries import company
from aftersales.render.code39 import barcode
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date

from ..models import Sample


def pdf(sample: Sample, language: str) -> bytes:
    with translation.override(language):
        return render_pdf(render_to_string("quality/pdf/sample_label.html", context(sample)), timeout=30, max_pages=2)


def context(sample: Sample) -> dict[str, Any]:
    """The values of the template, in the active language."""
    return {
        "title": sample.get_kind_display(),
        "sample": sample,
        "barcode": barcode(sample.number),
        "company": company().letterhead,
        "facts": [
            (_("Seal number"), sample.seal_number),
            (_("Product"), f"{sample.product.code} {sample.product}"),
            (_("Batch"), sample.batch),
            (_("Serial number"), sample.serial),
            (_("Quantity"), sample.quantity),
            (pgettext("sample", "Taken"), company_date(sample.taken_at).isoformat()),
            (_("Keep until"), sample.retain_until.isoformat()),
        ],
    }
