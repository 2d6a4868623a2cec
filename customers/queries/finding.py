"""Finding a customer during a call: by any part of a name, phone or number.

A frequent word is searched among the newest customers only, a rare one with the index of grams. Both are fast with any
number of customers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from aftersales.kernel.phones import MIN_WHOLE, is_local, phone_key, same_line
from aftersales.search.text import asked_grams, end_gram, name_words, normalise, squeeze
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User

from ..enums import Tier
from ..models import Contact, Customer, Purchase
from ..permissions import EDITORS, READERS, seen_through, visible_to

MIN_DIGITS = 3
SHOWN_PURCHASES = 6
NEWEST = 2000  # so many customers are searched before the index is used
FREQUENT = 100  # with so many matches among the newest, the index would return too many
CANDIDATES, EXACT = 300, 30
EXACTLY = 1  # ranks up to this one are whole words
_LAST = "\u9fa5"  # sorts after every character that occurs in names and numbers
_NUMBER = re.compile(r"[\d\s+()\-]+")


@dataclass(frozen=True)
class Question:
    """The search text. plain: as typed. words: without punctuation (all must match). whole: as one word.

    parts: whether parts of phones and email addresses match. Who may not reveal them must not find them out digit by
    digit.
    """

    plain: str
    words: tuple[str, ...]
    whole: str
    digits: str = ""
    parts: bool = True

    @classmethod
    def of(cls, text: str, *, parts: bool = True) -> Question:
        plain, normalised = text.replace("\0", "").strip(), normalise(text)
        if _NUMBER.fullmatch(normalised):
            digits = phone_key(normalised)
            return cls(plain, (digits,) if len(digits) >= MIN_DIGITS else (), digits, digits, parts)
        words = tuple(filter(None, map(squeeze, normalised.split())))
        return cls(plain, words, "".join(words), parts=parts)

    def reaches(self, word: str) -> bool:
        """Whether phones and email addresses are compared with a word."""
        return self.parts or len(word) >= MIN_WHOLE


def find_customers(user: Actor, text: str, limit: int = 8) -> list[Customer]:
    """The best matches: exact ones first, then those that begin with the text; among equals by importance, then age.

    A customer is found by any part of a phone number (three digits or more; the whole for users who may not reveal it),
    a name (two Chinese characters), pinyin or its initials, the contacts' names, contract, batch or serial numbers. The
    customers come with region, rep, contacts and their latest purchases with products as `recent_purchases`.
    """
    asked, seen = Question.of(text, parts=may_search_parts(user)), visible_to(user)
    if not asked.words:
        return []
    latest = Purchase.objects.select_related("product")[:SHOWN_PURCHASES]
    return list(
        _best_first(seen.filter(_candidates(seen, asked, limit)), asked)
        .select_related("region", "rep")
        .prefetch_related("contacts", Prefetch("purchases", latest, to_attr="recent_purchases"))[:limit]
    )


def _candidates(seen: QuerySet[Customer], asked: Question, limit: int) -> Q:
    """Which customers to rank: exact and prefix matches by column indexes, the best of the newest, the rest by
    grams."""
    newest = _newest(seen, asked)
    exact = sum(rank <= EXACTLY for _pk, rank in newest)
    ways = [Q(pk__in=[pk for pk, _rank in newest[:limit]]), *_exact(seen, asked)]
    if exact < limit and len(newest) < FREQUENT:
        ways.append(Q(pk__found_by=_matching(seen, asked).order_by().values("pk")[:CANDIDATES]))
    found = Q()
    for way in ways:
        found |= way
    return found


def _newest(seen: QuerySet[Customer], asked: Question) -> list[tuple[int, int]]:
    """The best of the newest customers: primary key and rank."""
    # PostgreSQL would estimate that a subquery here matches a third of all rows, so the limit is read as a number
    # first.
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = _best_first(seen.filter(_holds(asked), pk__gt=last - NEWEST), asked)
    return list(rows.values_list("pk", "rank")[:FREQUENT])


def _exact(seen: QuerySet[Customer], asked: Question) -> list[Q]:
    """Matches by indexes of single columns. They also find purchases too old for the search columns."""
    codes = [asked.plain, asked.plain.upper()]
    ways: list[QuerySet[Any, Any]] = [Customer.objects.filter(number=codes[1]).values("pk")]
    for column in ("serial", "batch", "contract_number"):
        for found in ({f"{column}__in": codes}, _begins(column, codes[1])):
            ways.append(Purchase.objects.filter(**found).values("customer"))
    if asked.digits:
        phones = [Q(**_begins("phone_digits", asked.digits))] if asked.parts else []
        if asked.reaches(asked.digits):
            lines = same_line(asked.digits)
            phones += [Q(phone_digits__in=lines), *([Q(phone_local=asked.digits)] if is_local(asked.digits) else [])]
        for phone in phones:
            ways.append(Customer.objects.filter(phone).values("pk"))
            ways.append(Contact.objects.filter(phone).values("customer"))
    else:
        for column, typed in (("name", asked.plain), ("name_key", asked.whole)):
            for found in ({column: typed}, _begins(column, typed)):
                ways.append(Customer.objects.filter(**found).values("pk"))
    if end := end_gram(asked.whole):
        grams = [*asked_grams(asked.words), *end]
        at_end = Q(search_words__contains=f"{asked.whole} ")
        if asked.parts:
            at_end |= Q(reach_words__contains=f"{asked.whole} ")
        ends = seen.filter(at_end, search_text__grams=grams)
        ways.append(ends.values("pk"))
    return [Q(pk__found_by=way.order_by()[:EXACT]) for way in ways]


def _begins(column: str, text: str) -> dict[str, str]:
    """A prefix condition as a range, because LIKE uses no index on SQLite and not every index on PostgreSQL."""
    return {f"{column}__gte": text, f"{column}__lt": f"{text}{_LAST}"}


def matching(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """The customers that contain every part of the text."""
    return _matching(customers, Question.of(text))


def _matching(customers: QuerySet[Customer], asked: Question) -> QuerySet[Customer]:
    grams = asked_grams(asked.words)
    return customers.filter(_holds(asked), search_text__grams=grams) if grams else customers.none()


def _holds(asked: Question, path: str = "") -> Q:
    held = Q()
    for word in asked.words:
        one = Q(**{f"{path}search_words__contains": word})
        if asked.reaches(word):
            held_word = word if asked.parts else f" {word} "
            one |= Q(**{f"{path}reach_words__contains": held_word})
        held &= one
    return held


def may_search_parts(user: Actor) -> bool:
    """Whether a user finds customers by parts of phone numbers and email addresses: those who may reveal them."""
    return user is None or user.role in EDITORS


def found_through(user: User, text: str, path: str) -> Q:
    """A condition for rows that refer to a customer by `path`: what the user may read of the customer holds the text.

    Of customers that the user may not open, only the name counts, because the rows show it.
    """
    asked = Question.of(text, parts=may_search_parts(user))
    named = Q()
    for word in text.replace("\0", "").split():
        named &= Q(**{f"{path}name__icontains": word})
    if not asked.words:
        return named if named else Q(pk=None)
    if user.role not in READERS:
        return named
    held = _holds(asked, path)
    return held if user.role != Role.REP else (held & seen_through(user, path)) | named


def customers_named(text: str, limit: int) -> list[Customer]:
    """The newest customers with the text in their name, for lists that show nothing else of them."""
    asked = Question.of(text, parts=False)
    grams = asked_grams(asked.words)
    if not grams or asked.digits:
        return []
    rows = Customer.objects.filter(search_text__grams=grams).order_by("-pk")[:CANDIDATES]
    called = [(row, name_words(row.name)) for row in rows]
    return [row for row, words in called if all(any(part in word for word in words) for part in asked.words)][:limit]


def _best_first(rows: QuerySet[Customer], asked: Question) -> QuerySet[Any]:
    return rows.annotate(rank=_rank(asked), importance=_IMPORTANCE).order_by("rank", "importance", "-pk")


def _rank(asked: Question) -> Case:
    """Rank of a match: whole name, other whole word, start of the name, start of a word, end of a word, other part."""
    whole = asked.whole
    ranks = [
        Q(search_words__startswith=f" {whole} "),
        _word(asked, f" {whole} "),
        Q(search_words__startswith=f" {whole}") | Q(name_key__startswith=whole),
        _word(asked, f" {whole}"),
        _word(asked, f"{whole} "),
    ]
    whens = [When(condition, then=place) for place, condition in enumerate(ranks)]
    return Case(*whens, default=Value(len(ranks)), output_field=IntegerField())


def _word(asked: Question, text: str) -> Q:
    found = Q(search_words__contains=text)
    if asked.parts or text == f" {asked.whole} ":
        found |= Q(reach_words__contains=text)
    return found


_IMPORTANCE = Case(
    *(When(tier=tier, then=place) for place, tier in enumerate(Tier.values)), output_field=IntegerField()
)


class Match(NamedTuple):
    """Why a customer was found. contact: the person whose name or phone matches. phone, code: the value that
    matches."""

    contact: Contact | None = None
    phone: str = ""
    code: str = ""


def match_of(customer: Customer, text: str, user: Actor = None) -> Match:
    """Why a customer from find_customers was found; needs no query."""
    asked = Question.of(text, parts=may_search_parts(user))

    def holds(*words: str) -> bool:
        return any(part in word for word in words for part in asked.words)

    def reached(owner: Customer | Contact) -> bool:
        words = (squeeze(owner.phone), owner.phone_digits)
        if asked.parts:
            return holds(*words)
        return any(part in words for part in asked.words if asked.reaches(part))

    contact = phone = None
    for person in customer.contacts.all():
        if reached(person):
            contact, phone = person, person.phone
        elif contact is None and holds(*name_words(person.name)):
            contact = person
    if phone is None and reached(customer):
        phone = customer.phone
    codes = [code for one in customer.recent_purchases for code in (one.contract_number, one.batch, one.serial)]  # type: ignore[attr-defined]
    code = next((code for code in codes if holds(squeeze(code))), "")
    return Match(contact, phone or "", code)
