"""What a new installation starts with, where it is no row of data."""

from decimal import Decimal

# Up to this amount, in the company's currency and with everything that counts as the same case, several cases may be
# approved for one reason. A tenth of what the general manager decides alone by DEFAULT_MATRIX.
SMALL_CASE = Decimal("2000.00")
