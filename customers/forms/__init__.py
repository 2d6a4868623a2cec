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
from .panel import AnswerForm, ConcludeForm, MemberForm, QuestionForm
from .profile import DemandForm, GradeForm

__all__ = [
    "AnswerForm",
    "ConcludeForm",
    "ContactForm",
    "CustomerForm",
    "DemandForm",
    "EditCustomerForm",
    "FilterForm",
    "FindForm",
    "GradeForm",
    "InteractionForm",
    "MemberForm",
    "NewCustomerForm",
    "NoteForm",
    "PurchaseForm",
    "QuestionForm",
    "RevealForm",
]
