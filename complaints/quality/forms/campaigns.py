"""Forms of campaigns: what they are about, and the verbs of a whole campaign."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import Region
from aftersales.store.in_use import offer
from aftersales.tables import TableError
from aftersales.tables.columns import read_table
from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import VerbForm, judged
from customers.models import Product
from customers.queries import products

from .. import defaults, permissions
from ..enums import CampaignKind, CampaignRemedy, CampaignRisk, PaperKind
from ..queries.investigations import people_by_department
from ..rules.campaigns import PHASES
from .common import PersonField, person_label, text_field, version_field

SERIAL_HEADINGS = {
    "serial": ("序列号", "机号", "机身号", "出厂编号", "出厂号", "编号", "sn", "s/n", "serial number", "serial no")
}
MAX_SERIALS = 50_000
MAX_FILE_BYTES = 10 * 1024 * 1024
UNTIL = {kind: f"{kind}_until" for kind in PHASES}
# The fields of the campaign itself, which the service stores as they are.
FACTS = (
    *("kind", "title", "product", "batch", "sold_from", "sold_until", "region", "risk", "hazard", "basis", "plan"),
    *("remedy", "remedy_note", "notice", "notice_en", "owner", "attempts_needed", "channels_needed"),
    *("check_share", "check_least", "goal"),
)


def _words(label: Any, limit: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=options.pop("required", False), **options)


def _until(label: Any) -> DayField:
    return DayField(label=label)


def _count(label: Any, initial: int, least: int, most: int, help_text: Any = "") -> CountField:
    return CountField(label=label, initial=initial, min_value=least, max_value=most, help_text=help_text)


class CampaignForm(VerbForm):
    """The base of the verbs of a campaign."""

    key = "campaign_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target is not None and "version" in self.fields:
            self.initial.setdefault("version", self.target.version)


class CampaignFactsForm(CampaignForm):
    """What a campaign is about, why, how, and by when. Its customers are found by batch, period of sale and region, or
    by a list of serial numbers, pasted or as a file."""

    kind = forms.ChoiceField(label=_("Type"), choices=CampaignKind.choices, widget=forms.RadioSelect)
    title = _words(_("Title"), 200, required=True)
    product: Any = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product"), empty_label="", to_field_name="code"
    )
    batch = _words(_("Batch"), 40)
    sold_from = DayField(label=_("Sold from"), required=False)
    sold_until = DayField(label=_("Sold until"), required=False)
    region: Any = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("All regions"), to_field_name="code"
    )
    serials = text_field(
        _("Serial numbers"),
        rows=4,
        limit=1_000_000,
        help_text=_("One a line. If there are any, only these pieces are meant. Every line is kept and reported."),
    )
    serials_file = forms.FileField(
        label=_("Serial numbers from a file"),
        required=False,
        help_text=_("CSV or Excel with a column “serial number”."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    investigation = _words(_("Investigation"), 20)
    risk = forms.ChoiceField(label=_("Risk"), choices=CampaignRisk.choices, widget=forms.RadioSelect)
    hazard = text_field(_("What can happen"), required=True, limit=2000)
    basis = _words(
        _("Legal basis"),
        300,
        required=True,
        help_text=_("The offered texts are samples. Have counsel confirm which law applies."),
        widget=forms.TextInput(attrs={"list": "legal-bases"}),
    )
    plan = text_field(_("Plan"), required=True, rows=4, limit=4000)
    remedy = forms.ChoiceField(label=_("Remedy"), choices=CampaignRemedy.choices, widget=forms.RadioSelect)
    remedy_note = _words(_("Remedy in words"), 200)
    notice = text_field(
        _("Notice in Chinese"),
        required=True,
        rows=6,
        limit=4000,
        help_text=_("What the product is, what can happen, what to do now, what we do. A link to answer is added."),
    )
    notice_en = text_field(
        _("Notice in English"), rows=6, limit=4000, help_text=_("Mails and letters have both languages.")
    )
    owner = PersonField(label=_("Owner"))
    prepare_until = _until(_("Sales stopped and reported until"))
    notify_until = _until(_("All notices out until"))
    remedy_until = _until(_("Remedied until"))
    check_until = _until(_("Check calls until"))
    close_until = _until(_("Summary and file until"))
    attempts_needed = _count(_("Attempts before unreachable"), defaults.ATTEMPTS_NEEDED, 1, 20)
    channels_needed = _count(_("By at least so many channels"), defaults.CHANNELS_NEEDED, 1, 4)
    check_share = _count(_("Check calls, percent"), defaults.CHECK_SHARE, 1, 100)
    check_least = _count(_("Check calls at least"), defaults.CHECK_LEAST, 1, 1000)
    goal = _count(_("Goal, percent"), defaults.GOAL, 1, 99)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = self.values_of(target) | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)
        offer(self, "product", products(), label=lambda product: product.label)
        offer(self, "region", Region)
        offer(self, "owner", people_by_department(), label=person_label, role__in=permissions.CAMPAIGN_RUNNERS)
        judged(self, "batch", "sold_from", "sold_until", "serials", "serials_file")

    @staticmethod
    def values_of(row: Any) -> dict[str, Any]:
        """The initial values of the form: those of a campaign that is changed. Its list of serial numbers stays unless
        another one is given."""
        if row is None:
            return {}
        phases = {UNTIL[phase.kind]: phase.due_on for phase in row.phases.all()}
        investigation = row.investigation.number if row.investigation_id else ""
        return {**{name: getattr(row, name) for name in FACTS}, **phases, "investigation": investigation}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lines = [(place, text.strip(), False) for place, text in enumerate(data.get("serials", "").split("\n"), 1)]
        lines = [line for line in lines if line[1]]
        if (upload := data.get("serials_file")) and not self.errors:
            lines += self._of_file(upload, len(data.get("serials", "").split("\n")) if lines else 0)
        if len(lines) > MAX_SERIALS:
            raise ValidationError(
                {"serials": _now("No more than %(count)s rows.") % {"count": f"{MAX_SERIALS:,}"}}, code="too_many"
            )
        self.lines = lines
        return data

    def _of_file(self, upload: Any, first: int) -> list[tuple[int, str, bool]]:
        """The lines of an uploaded table. A line that can't be read is kept as such."""
        if upload.size > MAX_FILE_BYTES:
            raise ValidationError(
                {"serials_file": _now("The file is larger than %(limit)s MB.") % {"limit": MAX_FILE_BYTES >> 20}}
            )
        with tempfile.NamedTemporaryFile(delete=False, dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        try:
            rows = read_table(Path(copy.name), SERIAL_HEADINGS, required=("serial",))
            return [(first + row.line, row.values.get("serial", ""), bool(row.fault)) for row in rows]
        except TableError as error:
            raise ValidationError({"serials_file": _now(str(error.message)) % error.params}) from error
        finally:
            Path(copy.name).unlink()

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service. investigation is found by the caller, who knows what the user may see."""
        data = super().arguments()
        facts = {name: data[name] for name in FACTS}
        facts["batch"], facts["title"] = facts["batch"].strip(), facts["title"].strip()
        kept = self.target is not None and not self.lines
        return {
            **({"campaign_id": self.target.pk, "version": data["version"]} if self.target else {}),
            "facts": facts,
            "phases": {kind: data[name] for kind, name in UNTIL.items()},
            "serials": None if kept else self.lines,
        }


class CampaignActForm(CampaignForm):
    """A verb without further input."""

    version = version_field()


class CampaignReasonForm(CampaignForm):
    """Why the campaign is paused, cancelled, or taken back."""

    reason = text_field(_("Reason"), required=True, limit=500)
    version = version_field()


class CampaignCloseForm(CampaignForm):
    """The conclusion of the campaign, which goes into its file."""

    closing_note = text_field(_("Conclusion"), required=True, limit=4000)
    version = version_field()


class CampaignLanguageForm(CampaignForm):
    """The language of a document."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class PaperForm(CampaignForm):
    """The base of verbs of one document. paper: its version."""

    kind_of_paper = ""
    paper = forms.IntegerField(min_value=1, max_value=30_000, widget=forms.HiddenInput)

    def clean_paper(self) -> Any:
        papers = self.target.papers.all()
        if self.kind_of_paper:
            papers = papers.filter(kind=self.kind_of_paper)
        found = papers.filter(version=self.cleaned_data["paper"], **self.more()).first()
        if found is None:
            raise ValidationError(_now("This option doesn’t exist."), code="unknown")
        return found

    def more(self) -> dict[str, Any]:
        return {}


class PostForm(PaperForm):
    """The day on which the letters were posted. paper: the number of the stack of letters."""

    kind_of_paper = PaperKind.LETTERS
    posted_on = DayField(label=_("Posted on"))


class RetryPaperForm(PaperForm):
    """The document whose PDF is made again."""

    field_order = ("kind", "paper")
    kind = forms.ChoiceField(
        label=pgettext_lazy("document", "Type"), choices=PaperKind.choices, widget=forms.HiddenInput
    )

    def more(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data.get("kind", "")}

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "kind"}
