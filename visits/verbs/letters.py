"""The verbs of a letter template."""

from django.utils.translation import gettext_lazy as _

from aftersales.web.verbs import Verb, table

from .. import permissions
from ..forms.letters import LetterTemplateForm
from ..services import letters

LETTER_TEMPLATES = table(
    Verb(
        "change",
        _("Change template"),
        LetterTemplateForm,
        letters.save_template,
        lambda user, _row: permissions.can_edit_templates(user),
        _("Template saved"),
        submit=_("Save template"),
    ),
)
