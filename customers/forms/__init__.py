"""Forms of customers: the pages, the API and the imports share these fields and limits."""

from .customer import ContactForm, EditCustomerForm, FilterForm, FindForm, NewContactForm, NewCustomerForm
from .interactions import InteractionForm, NewInteractionForm, NoteForm
from .purchases import EditPurchaseForm, NewPurchaseForm, PurchaseFilterForm, PurchaseForm

__all__ = [
    "ContactForm",
    "EditCustomerForm",
    "EditPurchaseForm",
    "FilterForm",
    "FindForm",
    "InteractionForm",
    "NewContactForm",
    "NewCustomerForm",
    "NewInteractionForm",
    "NewPurchaseForm",
    "NoteForm",
    "PurchaseFilterForm",
    "PurchaseForm",
]
