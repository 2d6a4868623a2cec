"""Counts as parts of a larger query, so that a page needs only one query."""

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value


def counted(rows: QuerySet) -> Subquery:
    """The number of rows as a subquery; None if there are none."""
    return Subquery(
        rows.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n"), output_field=IntegerField()
    )
