"""Reads of the rules that give tickets to people."""

from django.db.models import QuerySet

from customers.models import Product

from ..models import AssignmentRule


def assignment_rules() -> QuerySet[AssignmentRule]:
    """All of them, those in use first, in the order in which they are asked."""
    rows = AssignmentRule.objects.select_related("region", "owner", "department")
    return rows.order_by("-is_active", "priority", "pk")


def categories() -> list[str]:
    """The product categories that there are."""
    return list(Product.objects.exclude(category="").order_by("category").values_list("category", flat=True).distinct())
