"""Signals of customers, sent inside the transaction.

customers_merging is sent before any row is moved, so that other apps settle what a customer may have only once. Then
every row of any app that refers to the customer is moved. Arguments: kept, gone, actor, now.
"""

from django.dispatch import Signal

customers_merging = Signal()

# customer_erasing is sent before an erasure: an app that has open cases for the customer raises. customer_erased is
# sent after it: search columns made from erased texts are computed again. Arguments: customer, actor, now.
customer_erasing = Signal()
customer_erased = Signal()
