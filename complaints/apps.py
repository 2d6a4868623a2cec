"""App configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"

    def ready(self) -> None:
        from aftersales.office.services.notices import expand_with
        from aftersales.web.gram_index import index_grams

        from .models import Ticket
        from .queries.thread import reply_text
        from .texts import register_texts

        index_grams(Ticket)
        register_texts()
        expand_with("ticket_reply", reply_text)
