"""The first data of a new installation, from every app. Safe to repeat: existing data are not changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftersales.office.services import installation as office
from aftersales.people.services import installation as people
from aftersales.staff.models import Actor
from aftersales.staff.services import installation as staff
from complaints.quality.services import quality_rules as quality
from complaints.services import installation as complaints
from customers.services import rules as customers
from reports.certification.services import catalogues as certification
from reports.services import schedules as reports
from surveys.services import installation as surveys
from visits.services import installation as visits


@transaction.atomic
def set_up(
    *,
    actor: Actor,
    now: datetime,
    company: Mapping[str, str] | None = None,
    is_demo: bool = False,
    since: datetime | None = None,
) -> None:
    """The company, its calendar, departments, regions, rules and questionnaires.

    company: the company details (name, name_en, address, address_en, phone). since: the first day of the rules, today
    if not given.
    """
    office.install_defaults(actor=actor, now=now, company=company, is_demo=is_demo)
    staff.install_defaults(actor=actor, now=now)
    people.install_defaults(actor=actor, now=now)
    customers.install_defaults(actor=actor, now=now)
    complaints.install_defaults(actor=actor, now=now, since=since)
    quality.install_defaults(actor=actor, now=now)
    visits.install_defaults(actor=actor, now=now)
    surveys.install_defaults(actor=actor, now=now)
    reports.install_defaults(actor=actor, now=now)
    certification.install_defaults(actor=actor, now=now, since=since)
