"""Who gets past 404 on the routes of surveys."""

from surveys.models import Invitation
from surveys.queries.stopping import stop_token

READERS = frozenset({"service", "rep", "manager", "gm", "quality_manager", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "survey": "public",
    "survey_page": "public",
    "survey_stop": "public",
    "responses": READERS,
    "api-invitation-list": frozenset({"manager"}),
    "api-invitation-reissue": frozenset({"manager"}),
    # GET is for readers; POST is the customer's own, by the token of the link.
    "api-response-list": READERS,
    "api-response-list:create": "public",
    "api-response-figures": READERS,
}

OBJECTS = {"survey_stop": lambda people: {"token": stop_token(Invitation.objects.order_by("pk").first())}}
SHARED = frozenset({"survey_stop"})
