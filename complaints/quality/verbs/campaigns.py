"""The verbs of campaigns, of their customers, and of their check calls."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import forms
from ..models import Campaign, CampaignCheck, CampaignCustomer
from ..presentation.campaign_rows import may_check, may_row
from ..presentation.campaigns import may_campaign
from ..queries.campaigns import checked, reached
from ..services import campaign_answers, campaign_checks, campaign_papers, campaigns


def _may(what: str) -> Callable[[User, Campaign], bool]:
    def allowed(user: User, row: Campaign) -> bool:
        return bool(may_campaign(user, row, reached(row), checked(row), timezone.now())[what])

    return allowed


def _may_row(what: str) -> Callable[[User, CampaignCustomer], bool]:
    return lambda user, row: may_row(user, row)[what]


def _may_check(user: User, check: CampaignCheck) -> bool:
    return may_check(user, check)


CAMPAIGNS = table(
    Verb(
        "sign",
        pgettext_lazy("campaign", "Sign off"),
        forms.CampaignActForm,
        campaigns.sign_campaign,
        _may("sign"),
        _("Signed off. The campaign can be started"),
    ),
    Verb(
        "start",
        pgettext_lazy("campaign", "Start"),
        forms.CampaignActForm,
        campaigns.start_campaign,
        _may("start"),
        _("Started. The notices go out now; you can leave this page"),
    ),
    Verb(
        "pause",
        pgettext_lazy("campaign", "Pause"),
        forms.CampaignReasonForm,
        campaigns.pause_campaign,
        _may("pause"),
        _("Paused. No further notice goes out"),
    ),
    Verb(
        "resume",
        pgettext_lazy("campaign", "Continue"),
        forms.CampaignActForm,
        campaigns.resume_campaign,
        _may("resume"),
        _("The campaign goes on"),
    ),
    Verb(
        "write-letters",
        _("Write letters"),
        forms.CampaignLanguageForm,
        campaign_papers.write_letters,
        _may("write-letters"),
        _("The letters are being generated; you can leave this page"),
    ),
    Verb(
        "post-letters",
        _("Record posting"),
        forms.PostForm,
        campaign_papers.post_letters,
        _may("post-letters"),
        _("Posting recorded"),
    ),
    Verb(
        "draw-checks",
        _("Draw check calls"),
        forms.CampaignActForm,
        campaign_checks.draw_checks,
        _may("draw-checks"),
        _("Check calls drawn"),
    ),
    Verb(
        "file",
        _("Issue file"),
        forms.CampaignLanguageForm,
        campaign_papers.file_campaign,
        _may("file"),
        _("The file is being generated; you can leave this page"),
    ),
    Verb(
        "retry-paper",
        _("Regenerate"),
        forms.RetryPaperForm,
        campaign_papers.retry_paper,
        _may("retry-paper"),
        _("Regenerating document"),
    ),
    Verb(
        "rework",
        pgettext_lazy("campaign", "Take back"),
        forms.CampaignReasonForm,
        campaigns.rework_campaign,
        _may("rework"),
        _("Taken back. It must be signed off again"),
        stop=True,
    ),
    Verb(
        "cancel",
        _("Cancel campaign"),
        forms.CampaignReasonForm,
        campaigns.cancel_campaign,
        _may("cancel"),
        _("Campaign cancelled"),
        stop=True,
    ),
    Verb(
        "close",
        _("Close campaign"),
        forms.CampaignCloseForm,
        campaigns.close_campaign,
        _may("close"),
        _("The campaign is closed."),
    ),
)

CAMPAIGN_CUSTOMERS = table(
    Verb(
        "attempt",
        _("Record attempt"),
        forms.AttemptForm,
        campaign_answers.record_attempt,
        _may_row("attempt"),
        _("Attempt recorded"),
    ),
    Verb(
        "answer",
        _("Record answer"),
        forms.NoticeAnswerForm,
        campaign_answers.record_answer,
        _may_row("answer"),
        _("Answer recorded"),
    ),
    Verb(
        "remedy",
        _("Record remedy"),
        forms.RemedyForm,
        campaign_answers.record_remedy,
        _may_row("remedy"),
        _("Remedy recorded"),
    ),
    Verb(
        "give-up",
        pgettext_lazy("campaign", "Unreachable"),
        forms.GiveUpForm,
        campaign_answers.give_up,
        _may_row("give-up"),
        _("Recorded as unreachable"),
        stop=True,
    ),
)

CHECKS = table(
    Verb(
        "record",
        _("Record check call"),
        forms.CheckForm,
        campaign_checks.record_check,
        _may_check,
        _("Check call recorded"),
    ),
)
