"""What the archive announces, inside its transaction.

customers_merging: before anything moves, so that upper floors settle what a customer may have only once. Then the
archive itself moves every row that refers to the customer, on every floor. Arguments: kept, gone, actor, now.
"""

from django.dispatch import Signal

customers_merging = Signal()
