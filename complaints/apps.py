"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"

    def ready(self) -> None:
        from aftersales.notifications.services.notifications import expand_with
        from aftersales.search.bigram_index import index_grams

        from . import (
            importing,
            receivers,  # noqa: F401  (connects the answers to announcements)
        )
        from .exporting import offer_lists
        from .models import Ticket
        from .presentation.conversation import reply_text
        from .services import search
        from .texts import register_texts

        index_grams(Ticket, fill=search.index_missing)
        importing.install()
        offer_lists()
        register_texts()
        _add_tabs()
        _add_numbers()
        expand_with("ticket_reply", reply_text)


def _add_tabs() -> None:
    from aftersales.web.settings_pages import add_tab

    from .permissions import risk
    from .permissions.work import RULE_READERS, SETTERS

    add_tab(
        "canned_replies",
        _("Canned replies"),
        SETTERS,
        place=10,
        group="handling",
        text=_("Reusable texts for replies to customers"),
    )
    add_tab(
        "assignment_rules",
        _("Assignment rules"),
        SETTERS,
        place=20,
        group="handling",
        text=_("Who new tickets are assigned to"),
    )
    add_tab(
        "sla_policies",
        _("SLA policies"),
        RULE_READERS,
        place=30,
        group="handling",
        text=_("How quickly tickets are answered and solved"),
    )
    add_tab(
        "authority_rules",
        _("Approval rules"),
        RULE_READERS,
        place=40,
        group="handling",
        text=_("Who approves which amounts"),
    )
    add_tab(
        "risk_rules",
        _("Risk rules"),
        risk.RULE_READERS,
        place=50,
        group="handling",
        text=_("What counts as a risk, and who is notified"),
    )


def _add_numbers() -> None:
    from aftersales.web.numbers import add_number

    add_number("TK", _("Tickets"), _("The next ticket will be %(number)s."), place=10)
