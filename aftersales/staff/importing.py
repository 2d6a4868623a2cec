"""Import of accounts, through the same form and service as the administrator's pages.

A file never contains passwords. A link to choose one is mailed if the account has an address and mail is set up;
otherwise the administrator sets a one-time password on the page of the account.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from aftersales.kernel.contacts import refuse_masked, refuse_placeholder, split_phones
from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.tables.cells import rows_named, words_of
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, one_by_one
from aftersales.tables.outcomes import cleaned

from .enums import Role
from .forms.people import NewUserForm
from .models import Actor, Department, Region, User
from .services.people import FACTS, create_user

HEADINGS: dict[str, tuple[str, ...]] = {
    "username": ("用户名", "登录名", "账号", "帐号", "登录账号", "工号", "user name", "login", "account", "user id"),
    "name": ("姓名", "名字", "员工姓名", "中文名", "full name"),
    "name_en": ("英文名", "英文姓名", "english name"),
    "role": ("角色", "岗位", "职务", "职位", "权限"),
    "department": ("部门", "所属部门"),
    "region": ("大区", "区域", "地区", "所属大区"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "邮箱地址", "邮件地址", "e-mail", "mail", "email address"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式", "telephone", "mobile", "tel"),
    "language": ("语言",),
}
PLACES: dict[str, Any] = {"department": Department, "region": Region}
LANGUAGES = {
    "中文": "zh-hans",
    "简体中文": "zh-hans",
    "chinese": "zh-hans",
    "zh": "zh-hans",
    "english": "en",
    "英文": "en",
}


def load_user(row: ImportRow, actor: Actor, now: datetime) -> bool:
    """Create an account. If the username exists, that account is not changed."""
    if User.objects.filter(username__iexact=row.values["username"]).exists():
        return False
    for name in ("username", "name", "email"):
        refuse_masked(row.values.get(name, ""), name)
        refuse_placeholder(row.values.get(name, ""), name)
    if text := row.values.get("phone"):
        row.values["phone"], *more = split_phones(text)
        if more:
            raise InvalidInput(gettext_noop("Enter one number only."), code="several", field="phone")
    data = cleaned(NewUserForm({name: _value(name, text) for name, text in row.values.items() if text}))
    facts = {name: data[name] for name in FACTS}
    create_user(actor=actor, now=now, username=data["username"], with_password=False, **facts)
    return True


def _value(name: str, text: str) -> Any:
    """The form's value for a text of the file."""
    if name == "role":
        return words_of(Role).get(text.casefold(), text)
    if name == "language":
        return LANGUAGES.get(text.casefold(), text)
    return _place(name, text) if name in PLACES else text


def _place(name: str, text: str) -> str:
    if (found := rows_named(PLACES[name].objects.all(), ("code", "name", "name_en"), [text]).get(text)) is None:
        raise InvalidInput(
            gettext_noop("“%(value)s” doesn’t exist in the system."),
            code="unknown",
            field=name,
            params={"value": text[:40]},
        )
    return str(found.code)  # type: ignore[attr-defined]


IMPORTERS = (
    Importer(
        "users",
        gettext_lazy("Users"),
        HEADINGS,
        {name: NewUserForm.base_fields[name].label for name in HEADINGS},
        ("username", "name", "role"),
        frozenset({Role.ADMIN}),
        one_by_one(load_user),
        same=lambda values: values.get("username", "").casefold(),
        once=True,
    ),
)
