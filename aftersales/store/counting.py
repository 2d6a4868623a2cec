"""Numbers that are parts of a larger question, so that a page asks once."""

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value


def counted(rows: QuerySet) -> Subquery:
    """How many rows there are; None for none."""
    return Subquery(
        rows.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n"), output_field=IntegerField()
    )
