"""The personal data of users."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

WORKING = _("To know who works here and who did what.")

declare(m.Department, plain="name name_en code")
declare(m.Region, plain="name name_en code")
declare(m.Outlet, plain="name name_en address phone")
declare(
    m.User,
    purpose=WORKING,
    plain="password username language",
    name=Kind.NAME,
    name_en=Kind.NAME,
    email=Kind.EMAIL,
    phone=Kind.PHONE,
)
declare(m.StandIn, plain="reason")
declare(m.ApiToken, plain="label prefix digest")
declare(m.SignIn, purpose=_("To show users where they are signed in."), plain="session", agent=Kind.TEXT)
