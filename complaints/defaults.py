"""Defaults of a new installation that are not stored in the database."""

from decimal import Decimal

# Several approvals may share one reason if each is at most this amount, in the company's currency and including
# everything that counts as the same case. It is a tenth of what the general manager decides alone by DEFAULT_MATRIX.
SMALL_CASE = Decimal("2000.00")
