"""Pages of long lists. Counts are capped, and for deep pages the ids are fetched first.

An exact count of a large table costs more than its page, and a deep page with joins would read every row that it skips.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.http import HttpRequest
from django.utils.functional import cached_property

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
LAST_PAGE = 1_000_000
DEEP = 500  # from this row on, fetching the ids first is worth a second query, as in searched lists


class OpenPage(Page):
    """A page that knows whether another one follows but not how many there are."""

    def __init__(self, rows: Any, number: int, paginator: "CappedPaginator", *, more: bool) -> None:
        super().__init__(rows, number, paginator)
        self.more = more

    def has_next(self) -> bool:
        return self.more

    def end_index(self) -> int:
        return self.start_index() + len(self.object_list) - 1


class CappedPaginator(Paginator):
    """Counts up to COUNT_LIMIT rows; with more rows `over_limit` is True and pages follow without a total."""

    object_list: Any
    limit: int | None = None
    is_beyond = False

    @cached_property
    def counted(self) -> int:
        """The highest number that is counted."""
        return self.limit or COUNT_LIMIT

    @cached_property
    def count(self) -> int:
        return self.counted + 1 if self.is_beyond else self.object_list.order_by()[: self.counted + 1].count()

    @property
    def beyond(self) -> str:
        return f"{self.counted:,}"

    @property
    def over_limit(self) -> bool:
        return self.count > self.counted

    @cached_property
    def num_pages(self) -> int:
        return LAST_PAGE if self.over_limit else super().num_pages

    def page(self, number: Any) -> OpenPage:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        found, more = self._slice(start)
        return OpenPage(found, number, self, more=more)

    def _slice(self, start: int) -> tuple[Any, bool]:
        """The rows of a page, and whether another row follows."""
        rows = self.object_list
        stop = start + self.per_page + 1
        plain = not isinstance(rows, QuerySet) or rows._iterable_class is not ModelIterable
        if plain or (start < DEEP and self.limit is None):
            found = list(rows[start:stop])
            return found[: self.per_page], len(found) > self.per_page
        ids = list(rows.values_list("pk", flat=True)[start:stop])
        page = rows.model._default_manager.none() if not ids else rows.filter(pk__in=ids[: self.per_page])
        return page, len(ids) > self.per_page


def page_of(
    request: HttpRequest,
    queryset: QuerySet,
    size: int = PAGE_SIZE,
    *,
    limit: int | None = None,
    is_beyond: bool = False,
) -> Page:
    """The page that the address asks for; a bad page number gives the nearest page. limit: the count stops there;
    is_beyond: there are known to be more."""
    paginator = CappedPaginator(queryset, size)
    paginator.limit, paginator.is_beyond = limit, is_beyond
    return paginator.get_page(request.GET.get("page"))
