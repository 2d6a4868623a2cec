"""Pages to set the satisfaction grade by hand, and to record the annual demand."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..permissions import EDITORS, GRADERS, visible_to
from ..queries.numbers import current_number
from ..verbs import PROFILE
from .customer import customer_to_edit, verb_page


@policy("customer.regrade", roles=GRADERS)
@require_http_methods(["GET", "POST"])
def customer_grade(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=current_number(number))
    return verb_page(request, customer, PROFILE["regrade"])


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def customer_demand(request: HttpRequest, number: str) -> HttpResponse:
    return verb_page(request, customer_to_edit(request, number), PROFILE["demand"])
