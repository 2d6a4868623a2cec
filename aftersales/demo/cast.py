"""The people of the demo company, and their departments and regions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from aftersales.staff.backends import DEMO_PASSWORD
from aftersales.staff.enums import Role
from aftersales.staff.models import Department, Outlet, Region, User
from aftersales.store.writing import create_all_with_history

COMPANY = {
    "name": "禾川示例仪器",
    "name_en": "Hechuan Sample Instruments",
    "address": "样例市虚构区示范路 100 号",
    "address_en": "100 Demonstration Road, Fictional District, Sample City",
    "phone": "400 555 0100",
}


class Person(NamedTuple):
    username: str
    name: str
    name_en: str
    role: str
    department: str
    region: str = ""


# The first eleven accounts are published; the others are needed so that work can be reassigned.
PEOPLE = (
    Person("service", "林小满", "Lin Xiaoman", Role.SERVICE, "service"),
    Person("service2", "周予安", "Zhou Yu’an", Role.SERVICE, "service"),
    Person("rep", "陈一帆", "Chen Yifan", Role.REP, "sales", "east"),
    Person("manager", "顾北", "Gu Bei", Role.MANAGER, "service"),
    Person("gm", "沈毅", "Shen Yi", Role.GM, "enterprise"),
    Person("quality", "许清", "Xu Qing", Role.QUALITY, "quality"),
    Person("quality_manager", "韩松", "Han Song", Role.QUALITY_MANAGER, "quality"),
    Person("colleague", "罗川", "Luo Chuan", Role.COLLEAGUE, "warehouse"),
    Person("executive", "苏棠", "Su Tang", Role.EXECUTIVE, "enterprise"),
    Person("admin", "何苗", "He Miao", Role.ADMIN, "enterprise"),
    Person("auditor", "方直", "Fang Zhi", Role.AUDITOR, "enterprise"),
    Person("service3", "叶子衿", "Ye Zijin", Role.SERVICE, "service"),
    Person("rep_east", "高原", "Gao Yuan", Role.REP, "sales", "east"),
    Person("rep_south", "江月", "Jiang Yue", Role.REP, "sales", "south"),
    Person("rep_north", "孟野", "Meng Ye", Role.REP, "sales", "north"),
    Person("rep_central", "杜若", "Du Ruo", Role.REP, "sales", "central"),
    Person("rep_west", "白石", "Bai Shi", Role.REP, "sales", "west"),
    Person("finance", "温岚", "Wen Lan", Role.COLLEAGUE, "finance"),
    Person("production", "石磊", "Shi Lei", Role.COLLEAGUE, "production"),
    Person("enterprise", "宁远", "Ning Yuan", Role.COLLEAGUE, "enterprise"),
    Person("sales", "夏竹", "Xia Zhu", Role.COLLEAGUE, "sales"),
)
OUTLETS = (
    ("east", "华东服务中心", "East service centre", "样例市梧桐路 8 号"),
    ("east", "样例湾服务点", "Sample Bay outlet", "样例湾海风路 21 号"),
    ("south", "华南服务中心", "South service centre", "虚构市榕树路 66 号"),
    ("north", "华北服务中心", "North service centre", "示例市胡杨路 3 号"),
    ("central", "华中服务中心", "Central service centre", "假设市莲湖路 12 号"),
    ("west", "西部服务中心", "West service centre", "演示市雪山路 9 号"),
)


class Cast(dict[str, User]):
    """The people by user name: cast["manager"]."""

    def reps_of(self, region: Region) -> list[User]:
        return [user for user in self.values() if user.role == Role.REP and user.region_id == region.pk]

    def with_role(self, *roles: str) -> list[User]:
        return [user for user in self.values() if user.role in roles]


def hire(*, now: datetime) -> Cast:
    """Every account. All have the demo's password, which is hashed once."""
    departments = {row.code: row for row in Department.objects.all()}
    regions = {row.code: row for row in Region.objects.all()}
    password = make_password(DEMO_PASSWORD)
    users = [
        User(
            username=person.username,
            name=person.name,
            name_en=person.name_en,
            role=person.role,
            password=password,
            department=departments[person.department],
            region=regions.get(person.region),
            is_demo=True,
            email=f"{person.username}@hechuan.example",
            phone=f"138 0000 {100 + number:04d}",
            date_joined=now,
        )
        for number, person in enumerate(PEOPLE)
    ]
    create_all_with_history(User, users, actor=None, reason="demo")
    outlets = [
        Outlet(region=regions[region], name=name, name_en=name_en, address=address, phone=f"400 555 {201 + number:04d}")
        for number, (region, name, name_en, address) in enumerate(OUTLETS)
    ]
    create_all_with_history(Outlet, outlets, actor=None, reason="demo")
    return Cast({user.username: user for user in users})
