"""Defaults for a new company: departments and sales regions, which can be renamed and extended."""

from datetime import datetime

from django.db import transaction

from aftersales.store.writing import save_with_history

from ..enums import TeamFunction
from ..models import Actor, Department, Region

DEPARTMENTS = {
    "sales": ("销售部", "Sales"),
    "service": ("客户服务部", "Customer service"),
    "quality": ("质量部", "Quality"),
    "warehouse": ("仓储部", "Warehouse"),
    "finance": ("财务部", "Finance"),
    "production": ("生产部", "Production"),
    "enterprise": ("企业管理部", "Enterprise management"),
    "transport": ("运输部", "Transport"),
}
FUNCTIONS = {
    "sales": TeamFunction.SALES,
    "enterprise": TeamFunction.MANAGEMENT,
    "production": TeamFunction.PRODUCTION,
    "quality": TeamFunction.QUALITY,
}
REGIONS = {
    "east": ("华东", "East"),
    "south": ("华南", "South"),
    "north": ("华北", "North"),
    "central": ("华中", "Central"),
    "west": ("西部", "West"),
}


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create departments and regions, if there are none yet."""
    if not Department.objects.exists():
        for code, (name, name_en) in DEPARTMENTS.items():
            function = FUNCTIONS.get(code, TeamFunction.NONE)
            row = Department(code=code, name=name, name_en=name_en, function=function)
            save_with_history(row, actor=actor, reason="default")
    if not Region.objects.exists():
        for code, (name, name_en) in REGIONS.items():
            save_with_history(Region(code=code, name=name, name_en=name_en), actor=actor, reason="default")
