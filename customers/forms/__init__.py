"""What people type about customers. Limits are here and in the models; rules are in the services."""

from .archive import (
    ContactForm,
    CustomerForm,
    EditCustomerForm,
    FilterForm,
    FindForm,
    InteractionForm,
    NewCustomerForm,
    NoteForm,
    PurchaseForm,
    RevealForm,
)

__all__ = [
    "ContactForm",
    "CustomerForm",
    "EditCustomerForm",
    "FilterForm",
    "FindForm",
    "InteractionForm",
    "NewCustomerForm",
    "NoteForm",
    "PurchaseForm",
    "RevealForm",
]
