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
        from .texts_quality import register_quality_texts
        from .texts_reception import register_reception_texts
        from .texts_risk import register_risk_texts
        from .texts_work import register_work_texts

        index_grams(Ticket)
        register_texts()
        register_quality_texts()
        register_reception_texts()
        register_risk_texts()
        register_work_texts()
        expand_with("ticket_reply", reply_text)
