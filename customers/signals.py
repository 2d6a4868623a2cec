"""What the archive announces, inside its transaction.

customers_merging: before anything moves, so that upper floors settle what a customer may have only once. Then the
archive itself moves every row that refers to the customer, on every floor. Arguments: kept, gone, actor, now.
"""

from django.dispatch import Signal

customers_merging = Signal()

# Before an erasure: an upper floor that still has work to do for the customer raises. After it: what was made from the
# words that are gone is made anew. Arguments: customer, actor, now.
customer_erasing = Signal()
customer_erased = Signal()
