"""Forms to create, change and find products."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.fields import CountField, NumberField

from ..models import Product
from .customer import version_field


class FindProductsForm(forms.Form):
    text = forms.CharField(label=_("Name, code or category"), max_length=100, required=False)


class ProductForm(forms.Form):
    """version: the version that was read; if somebody has changed the product since, the answer is 409."""

    code = forms.CharField(label=_("Product code"), max_length=40)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("For example pcs, set, bottle"))
    list_price = NumberField(
        label=_("List price"), max_digits=12, decimal_places=2, min_value=0, initial=0, required=False
    )
    warranty_months = CountField(label=_("Warranty months"), min_value=0, max_value=600, initial=24, required=False)
    needs_installation = forms.BooleanField(
        label=_("Needs installation"),
        required=False,
        help_text=_("The warranty starts when the installation is complete."),
    )
    batch_tracked = forms.BooleanField(label=_("Tracked by batch"), required=False, initial=True)
    serial_tracked = forms.BooleanField(label=_("Tracked by serial number"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = version_field()

    def __init__(self, *args: Any, product: Product | None = None, **kwargs: Any) -> None:
        stored = {name: getattr(product, name) for name in self.base_fields} if product else None
        super().__init__(*args, initial=stored, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("list_price", "warranty_months"):
            if data.get(name) is None:
                data[name] = self.get_initial_for_field(self.fields[name], name)
        return data
