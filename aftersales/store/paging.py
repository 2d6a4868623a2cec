"""Pages of long lists. Each continues where the one before it ended (cursors.py), counts are capped, and for deep pages
the ids are fetched first.

An exact count of a large table costs more than its page, and a deep page with joins would read every row that it skips.
"""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from .cursors import WITH_NAMES, BadCursor, Ordered

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
LAST_PAGE = 1_000_000
MARK = "~"  # between the number of a page and its cursor in an address
DEEP = 500  # from this row on, fetching the ids first is worth a second query, as in searched lists


class OpenPage(Page):
    """A page that knows whether another one follows but not how many there are. is_first: none comes before it."""

    paginator: "CappedPaginator"

    def __init__(self, rows: Any, number: int, paginator: "CappedPaginator", *, more: bool, is_first: bool) -> None:
        super().__init__(rows, number, paginator)
        self.more, self.is_first = more, is_first

    def has_next(self) -> bool:
        return self.more

    def has_previous(self) -> bool:
        return not self.is_first

    def next_page_number(self) -> int:
        return self.number + 1

    def previous_page_number(self) -> int:
        return max(self.number - 1, 1)

    @cached_property
    def next_cursor(self) -> str:
        """ "" where a list has no cursors."""
        return self._cursor(-1, backwards=False) if self.more else ""

    @cached_property
    def previous_cursor(self) -> str:
        return self._cursor(0, backwards=True) if self.has_previous() else ""

    def _cursor(self, at: int, *, backwards: bool) -> str:
        ordered, rows = self.paginator.ordered, list(self.object_list)
        return ordered.cursor(rows[at], backwards=backwards) if ordered and rows else ""

    @property
    def next_place(self) -> str:
        """The next page in an address: its number, which is only shown, and the cursor."""
        return f"{self.next_page_number()}{MARK}{self.next_cursor}".rstrip(MARK)

    @property
    def previous_place(self) -> str:
        return f"{self.previous_page_number()}{MARK}{self.previous_cursor}".rstrip(MARK)

    @property
    def is_counted(self) -> bool:
        """Whether the numbers of its rows are true: of a list that is worked off, rows have left."""
        return bool(self.object_list) and (self.paginator.over_limit or self.end_index() <= self.paginator.count)

    def end_index(self) -> int:
        return self.start_index() + len(self.object_list) - 1


class CappedPaginator(Paginator):
    """Counts up to COUNT_LIMIT rows; with more rows `over_limit` is True and pages follow without a total."""

    object_list: Any
    limit: int | None = None
    is_beyond = False
    cursor = ""
    # What a page shows of its rows. The list itself is given without, so that its ids are counted and skipped by an
    # index alone, and only the rows of the page are joined.
    read: Callable[[QuerySet], QuerySet] | None = None

    @cached_property
    def counted(self) -> int:
        """The highest number that is counted."""
        return self.limit or COUNT_LIMIT

    @cached_property
    def count(self) -> int:
        if self.is_beyond:
            return self.counted + 1
        return self.object_list.order_by()[: self.counted + 1].count()

    @property
    def beyond(self) -> str:
        return f"{self.counted:,}"

    @property
    def over_limit(self) -> bool:
        return self.count > self.counted

    @cached_property
    def num_pages(self) -> int:
        return LAST_PAGE if self.over_limit else super().num_pages

    @cached_property
    def ordered(self) -> Ordered | None:
        return Ordered.of(self.object_list)

    def page(self, number: Any) -> OpenPage:
        if self.cursor:
            return self._page_at(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        found, more = self._slice(self.object_list, start)
        return OpenPage(found, number, self, more=more, is_first=number == 1)

    def _page_at(self, number: Any) -> OpenPage:
        """The page at the cursor. number: only shown. Raises BadCursor."""
        if self.ordered is None:
            raise BadCursor
        rows, backwards = self.ordered.at(self.cursor)
        found, more = self._slice(rows, 0)
        number = int(number) if str(number).isascii() and str(number).isdigit() and len(str(number)) < 7 else 1
        if not backwards:
            return OpenPage(found, number, self, more=more, is_first=False)
        return OpenPage(list(found)[::-1], max(number, 1), self, more=True, is_first=not more)

    def _slice(self, rows: Any, start: int) -> tuple[Any, bool]:
        """The rows of a page, and whether another row follows."""
        stop = start + self.per_page + 1
        plain = not isinstance(rows, QuerySet) or rows._iterable_class not in WITH_NAMES
        if plain or (start < DEEP and self.limit is None):
            found = list(self._read(rows)[start:stop])
            return found[: self.per_page], len(found) > self.per_page
        ids = list(rows.values_list("pk", flat=True)[start:stop])
        page = rows.model._default_manager.none() if not ids else rows.filter(pk__in=ids[: self.per_page])
        return self._read(page), len(ids) > self.per_page

    def _read(self, rows: Any) -> Any:
        return self.read(rows) if self.read else rows


def page_of(
    request: HttpRequest,
    queryset: QuerySet,
    size: int = PAGE_SIZE,
    *,
    limit: int | None = None,
    is_beyond: bool = False,
    read: Callable[[QuerySet], QuerySet] | None = None,
) -> Page:
    """The page that the address asks for; a bad page number gives the nearest page. limit: the count stops there;
    is_beyond: there are known to be more; read: what a page shows of its rows."""
    paginator = CappedPaginator(queryset, size)
    paginator.limit, paginator.is_beyond, paginator.read = limit, is_beyond, read
    number, _mark, cursor = request.GET.get("page", "").partition(MARK)
    if cursor:
        paginator.cursor = cursor
        try:
            return paginator.page(number)
        except BadCursor:
            # Of another order, or cut off: the page by its number.
            paginator.cursor = ""
    return paginator.get_page(number)
