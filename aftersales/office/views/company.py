"""Pages of company details, working hours, holidays and email, for the administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import DomainError
from aftersales.render.blocks import Letterhead
from aftersales.render.pdf import render_pdf
from aftersales.staff.permissions import can_administer
from aftersales.web.history import Change, Source, changes
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, edit_page, list_page
from aftersales.web.views import visible_or_404

from ..forms.company import DAY_NAMES, CompanyForm, HolidayForm, NewHolidayForm, VersionForm, WeekForm
from ..models import Company, Holiday, WorkingPeriod
from ..permissions import KEEPERS, SETTERS
from ..queries import company, missing_years
from ..queries.company import working_week
from ..services import company as services
from ..texts import reason_in_words


@policy("company.edit", roles=KEEPERS)
@require_http_methods(["GET", "POST"])
def company_edit(request: HttpRequest) -> HttpResponse:
    """Names, address and phone on pages, emails and documents."""
    form = CompanyForm(request.POST if request.method == "POST" else None, company=company())

    def act(data: dict[str, Any]) -> Company:
        return services.update_company(actor=request.user, now=timezone.now(), **data)

    labels = {name: field.label for name, field in form.fields.items() if name != "version"}
    history = changes([Source(Company.history.all(), lambda _row: "", labels)], reason_in_words)
    return edit_page(
        request,
        form,
        act,
        tab="company",
        title=_("Company details"),
        button=_("Save"),
        done=_("Change saved"),
        back_url=reverse("home"),
        may_change=can_administer(request.user),
        changes=history,
        links=[(reverse("letterhead"), _("Print preview"))],
    )


@policy("company.letterhead", roles=KEEPERS)
@require_GET
def letterhead(request: HttpRequest) -> HttpResponse:
    """A preview of the letterhead, as it is printed now."""
    context = {"letterhead": Letterhead(**company().letterhead), "title": _("Company details"), "meta": []}
    page = render_pdf(render_to_string("pdf/base.html", context), timeout=30, max_pages=2)
    return HttpResponse(page, content_type="application/pdf")


@policy("checklist.dismiss", roles=SETTERS)
@require_POST
def checklist_done(request: HttpRequest) -> HttpResponse:
    services.dismiss_checklist(actor=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse("home"))


@policy("working_time.edit", roles=KEEPERS)
@require_http_methods(["GET", "POST"])
def working_time(request: HttpRequest) -> HttpResponse:
    """The working hours of each weekday."""
    form = WeekForm(request.POST if request.method == "POST" else None, week=working_week())

    def act(data: dict[str, Any]) -> None:
        services.set_working_week(actor=request.user, now=timezone.now(), week=form.week(), version=data["version"])

    return edit_page(
        request,
        form,
        act,
        tab="working_time",
        title=_("Working hours"),
        button=_("Save"),
        back_url=reverse("home"),
        text=_("Deadlines use these hours. Leave a day empty if it is a day off. Open deadlines are counted again."),
        done=_("Change saved"),
        may_change=can_administer(request.user),
        changes=_week_changes(),
    )


def _week_changes() -> list[Change]:
    labels = {"starts": _("From"), "ends": _("To")}
    return changes(
        [Source(WorkingPeriod.history.all(), lambda row: str(DAY_NAMES[row.weekday]), labels)], reason_in_words
    )


@policy("holiday.list", roles=KEEPERS)
@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    """The days of a year that differ from their weekday."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    found, may = Holiday.objects.filter(date__year=year), can_administer(request.user)
    rows = [
        ListRow(
            moment(row.date),
            (row.name, DAY_NAMES[row.date.weekday()]),
            reverse("holiday", args=[row.pk]) if may else "",
            (_("workday"), "info") if row.is_workday else (_("day off"), "done"),
            row.date < today,
        )
        for row in found
    ]
    years = sorted({day.year for day in Holiday.objects.dates("date", "year")} | {today.year, today.year + 1, year})
    kinds = [{"url": f"?year={one}", "label": str(one), "current": one == year} for one in years]
    return list_page(
        request,
        "holidays",
        rows=rows,
        kinds=kinds,
        warning=_warning(),
        heads=[_("Date"), pgettext("of a thing", "Name"), _("Weekday")],
        new=_("Add a day"),
        new_url=reverse("holiday_new") if may else "",
        step=(reverse("holidays_install", args=[year]), _("Load the public holidays of %(year)s") % {"year": year})
        if may
        else ("", ""),
        empty=_("No holidays entered for this year"),
        empty_text=_("Deadlines treat Monday to Friday as working days."),
    )


def _warning() -> str:
    years = ", ".join(map(str, missing_years(timezone.localdate())))
    return (
        _("Holidays are missing for: %(years)s. Deadlines there treat Monday to Friday as working days.")
        % {"years": years}
        if years
        else ""
    )


@policy("holiday.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def holiday_new(request: HttpRequest) -> HttpResponse:
    form = NewHolidayForm(request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> Holiday:
        day = data.pop("date")
        return services.set_holiday(actor=request.user, now=timezone.now(), day=day, version=0, **data)

    texts: dict[str, Any] = {"title": _("Add a day"), "button": _("Save"), "done": _("Change saved")}
    return edit_page(request, form, act, tab="holidays", **texts)


@policy("holiday.remove", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a day, or remove it so that it counts like its weekday again."""
    row = visible_or_404(Holiday.objects.all(), pk=pk)
    given = request.POST if request.method == "POST" else None
    is_removal = request.GET.get("step") == "remove"
    form = VersionForm(given, initial={"version": row.version}) if is_removal else HolidayForm(given, holiday=row)

    def act(data: dict[str, Any]) -> Any:
        who: dict[str, Any] = {"actor": request.user, "now": timezone.now()}
        if is_removal:
            return services.remove_holiday(holiday_id=row.pk, **who, **data)
        return services.set_holiday(**who, day=row.date, **data)

    button = _("Remove date") if is_removal else _("Save")
    return edit_page(
        request,
        form,
        act,
        tab="holidays",
        title=moment(row.date),
        text=row.name,
        button=button,
        stop=is_removal,
        done=_("Change saved"),
        links=[] if is_removal else [("?step=remove", _("Remove date"))],
    )


@policy("holiday.install", roles=SETTERS)
@require_POST
def holidays_install(request: HttpRequest, year: int) -> HttpResponse:
    """Add the public holidays and make-up workdays of a year."""
    try:
        services.install_year(actor=request.user, now=timezone.now(), year=year)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Loaded"))
    return HttpResponseRedirect(f"{reverse('holidays')}?year={year}")


@policy("mail.view", roles=KEEPERS)
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """The settings for sending email, which are set in the environment."""
    is_set = bool(settings.EMAIL_URL_HOST)
    facts = [
        (_("Mail server"), f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if is_set else _("not set up")),
        (_("Sign-in account"), settings.EMAIL_HOST_USER),
        (_("Encrypted"), _("Yes") if settings.EMAIL_USE_TLS else _("No")),
        (_("From address"), settings.DEFAULT_FROM_EMAIL),
        (_("Website address in emails"), settings.SITE_URL),
        (_("Folder for email files"), "" if is_set else settings.EMAIL_FILE_PATH),
    ]
    context = {"facts": facts, "is_set": is_set, "may": can_administer(request.user)}
    return render(request, "settings/mail.html", context)


@policy("mail.test", roles=SETTERS)
@require_POST
def mail_test(request: HttpRequest) -> HttpResponse:
    """Send a test mail to the user."""
    user: Any = request.user
    try:
        services.send_test_mail(actor=user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sent to %(address)s") % {"address": user.email})
    return HttpResponseRedirect(reverse("mail"))
