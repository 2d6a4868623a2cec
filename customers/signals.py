"""What customers announce, inside the transaction.

customers_merging: before anything moves, so that other apps settle what a customer may have only once. Then every row
that refers to the customer is moved, in every app. Arguments: kept, gone, actor, now.
"""

from django.dispatch import Signal

customers_merging = Signal()

# Before an erasure: an app that has open work for the customer raises. After it: search columns that were made from
# erased texts are made anew. Arguments: customer, actor, now.
customer_erasing = Signal()
customer_erased = Signal()
