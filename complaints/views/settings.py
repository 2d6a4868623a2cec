"""The settings pages of canned replies, tags and assignment rules, which are changed in place."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page, state_of, words
from customers.enums import Channel

from ..enums import Kind
from ..forms.settings import AssignmentRuleForm, CannedReplyForm
from ..forms.tags import OneTagForm
from ..models import AssignmentRule, Tag
from ..permissions.work import SETTERS
from ..queries.canned_replies import canned_replies as all_canned_replies
from ..queries.settings import assignment_rules as all_rules
from ..queries.settings import changes_of
from ..queries.tags import all_tags, changes_of_tag, uses_of
from ..services import assignment
from ..services import canned_replies as canned_reply_services
from ..services import tags as tag_services

CANNED_REPLIES = DatedRows(
    tab="canned_replies",
    name="canned_reply",
    readers=SETTERS,
    writers=SETTERS,
    rows=all_canned_replies,
    title=str,
    cells=lambda row: (words(row.kinds, Kind), words(row.channels, Channel)),
    history=changes_of,
    form=CannedReplyForm,
    create=canned_reply_services.create_canned_reply,
    change=canned_reply_services.update_canned_reply,
    key="canned_reply_id",
    in_place=True,
    heads=(gettext_lazy("Title"), gettext_lazy("Types"), gettext_lazy("Channels")),
    empty=gettext_lazy("No canned replies yet"),
    empty_text=gettext_lazy("Save texts you use often. Placeholders are filled in automatically."),
    new=gettext_lazy("New canned reply"),
    save=gettext_lazy("Save canned reply"),
    saved=gettext_lazy("Canned reply saved"),
    edit=gettext_lazy("Save canned reply"),
    edited=gettext_lazy("Canned reply saved"),
)
canned_replies, canned_reply_new, canned_reply, _end = dated_pages(CANNED_REPLIES)

TAGS = DatedRows(
    tab="tags",
    name="tag",
    readers=SETTERS,
    writers=SETTERS,
    rows=all_tags,
    title=str,
    cells=lambda row: (),
    history=changes_of_tag,
    form=OneTagForm,
    create=tag_services.create_tag,
    change=tag_services.update_tag,
    key="tag_id",
    in_place=True,
    heads=(gettext_lazy("Tag"),),
    empty=gettext_lazy("No tags yet"),
    empty_text=gettext_lazy("A tag is made when somebody gives it to a ticket, or here."),
    new=gettext_lazy("New tag"),
    save=gettext_lazy("Save tag"),
    saved=gettext_lazy("Tag saved"),
    edit=gettext_lazy("Save tag"),
    edited=gettext_lazy("Tag saved"),
)
_list, tag_new, tag, _end = dated_pages(TAGS)


@policy("tag.list", roles=SETTERS)
@require_GET
def tags(request: HttpRequest) -> HttpResponse:
    """All tags, with how many tickets have them. A merged tag says where it went."""
    page = page_of(request, all_tags())
    counts, today = uses_of(page), timezone.localdate()

    def line(row: Tag) -> ListRow:
        into = _("Merged into %(name)s") % {"name": row.merged_into} if row.merged_into else ""
        state = (into, "") if into else state_of(row, today)
        return ListRow(str(row), (counts.get(row.pk, 0),), reverse("tag", args=[row.pk]), state, not row.is_active)

    return list_page(
        request,
        TAGS.tab,
        page=page,
        rows=[line(row) for row in page],
        heads=[_("Tag"), _("Tickets")],
        new=str(TAGS.new),
        new_url=reverse("tag_new"),
        empty=str(TAGS.empty),
        empty_text=str(TAGS.empty_text),
    )


def _scope(row: AssignmentRule) -> str:
    named = [str(row.region or ""), row.category, row.get_kind_display() if row.kind else ""]
    return _(", ").join(filter(None, named)) or _("All")


ASSIGNMENT_RULES = DatedRows(
    tab="assignment_rules",
    name="assignment_rule",
    readers=SETTERS,
    writers=SETTERS,
    rows=all_rules,
    title=lambda row: row.owner or row.department,
    cells=lambda row: (_scope(row), row.priority),
    history=changes_of,
    form=AssignmentRuleForm,
    create=assignment.create_rule,
    change=assignment.update_rule,
    in_place=True,
    heads=(gettext_lazy("Assign to"), gettext_lazy("Region, category, type"), gettext_lazy("Priority")),
    empty=gettext_lazy("No rules yet"),
    empty_text=gettext_lazy(
        "Tickets not logged by service staff go to the account rep, otherwise to the service "
        "user with the fewest open tickets."
    ),
    new=gettext_lazy("New rule"),
    save=gettext_lazy("Save rule"),
    saved=gettext_lazy("Rule saved"),
    edit=gettext_lazy("Save rule"),
    edited=gettext_lazy("Rule saved"),
)
assignment_rules, assignment_rule_new, assignment_rule, _end = dated_pages(ASSIGNMENT_RULES)
