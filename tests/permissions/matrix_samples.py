"""Who gets past 404 on the routes of samples and objections."""

from typing import Any

from complaints.quality.models import Investigation, Objection, Sample
from complaints.quality.queries.objection_links import token_for
from complaints.quality.verbs import OBJECTIONS, SAMPLES
from tests.factories.world import upload
from tests.quality import factories as make

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"})
QUALITY = frozenset({"quality", "quality_manager"})

ROWS: dict[str, frozenset[str] | str] = {
    "samples": READERS,
    "sample": READERS,
    "sample_new": QUALITY,
    "sample_step": READERS,
    "sample_label": READERS,
    "sample_file": READERS,
    "objections": READERS,
    "objection": READERS,
    "objection_new": QUALITY | {"service", "manager"},
    "objection_step": READERS,
    "object_by_link": "public",
    "objection_document": READERS,
    "api-sample-list": READERS,
    "api-sample-detail": READERS,
    **{f"api-sample-{verb}": READERS for verb in SAMPLES},
    "api-objection-list": READERS,
    "api-objection-detail": READERS,
    **{f"api-objection-{verb}": READERS for verb in OBJECTIONS},
}


def _sample(people: Any) -> Sample:
    """A sample of the investigation on whose team the colleague is, with a photo."""
    known = Sample.objects.filter(seal_number="F-0001").first()
    return known or make.sealed(people, investigation=Investigation.objects.first(), uploads=[upload("seal.pdf")])


def _objection(people: Any) -> Objection:
    known = Objection.objects.first()
    return known or make.judged(people, ticket=Investigation.objects.earliest("pk").ticket)


OBJECTS = {
    "sample": lambda people: {"number": _sample(people).number, "name": "hand-over"},
    "sample_file": lambda people: {"number": _sample(people).number, "pk": _sample(people).files.get().pk},
    "api-sample": lambda people: {"number": _sample(people).number},
    "object_by_link": lambda people: {"token": token_for(_objection(people).ticket)},
    "objection": lambda people: {"number": _objection(people).number, "name": "agree"},
    "api-objection": lambda people: {"number": _objection(people).number},
}
# Whoever has the link of the mail may object.
SHARED = frozenset({"object_by_link"})
