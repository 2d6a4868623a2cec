"""The settings pages of approval rules 权限范围."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.settings import AuthorityRuleForm
from ..permissions.work import AUTHORITY_SETTERS, RULE_READERS
from ..queries.settings import authority_rules as all_rules
from ..queries.settings import changes_of
from ..services import authority_rules as services
from ..texts.rules import authority_title, steps_text

AUTHORITY_RULES = DatedRows(
    tab="authority_rules",
    name="authority_rule",
    readers=RULE_READERS,
    writers=AUTHORITY_SETTERS,
    rows=all_rules,
    title=authority_title,
    cells=lambda row: (steps_text(row.steps), row.priority),
    line=line_of,
    history=changes_of,
    form=AuthorityRuleForm,
    create=services.create_authority_rule,
    change=services.change_authority_rule,
    preview=services.preview_authority_rule,
    end=services.end_authority_rule,
    heads=(_("Proposals"), _("Approvers"), _("Priority")),
    text=_("Lowest number wins; ties go to the most specific rule, then the narrower amount range."),
    empty=_("No approval rules yet"),
    empty_text=_("Approval rules define who approves which remedy up to which amount."),
    new=_("New approval rule"),
    save=_("Save approval rule"),
    saved=_("Approval rule saved"),
    edit=_("Edit approval rule"),
    edited=_("The approval rule changes on that day"),
    stop=_("End approval rule"),
    stopped=_("Approval rule end date saved"),
)
authority_rules, authority_rule_new, authority_rule, authority_rule_end = dated_pages(AUTHORITY_RULES)
