"""Signals of customers, sent inside the transaction.

customers_merging is sent before any row is moved, so that other apps settle what a customer may have only once. Then
every row of any app that refers to the customer is moved. Arguments: kept, gone, actor, now.
"""

from django.dispatch import Signal

customers_merging = Signal()

# customer_changing is sent before customers are locked to change their tier or to merge them, so that receivers lock
# their own rows first. Arguments: customer_ids, actor, now. customer_changed is sent when the tier was changed, and
# after a merge. Arguments: customer, actor, now.
customer_changing = Signal()
customer_changed = Signal()

# customers_written is sent when customers were created, imported, changed, merged or made two again. Arguments:
# customer_ids, facts (the names of the fields that were given, None for all of them), actor, now.
customers_written = Signal()

# purchase_changing is sent before a purchase is locked, so that receivers lock their own rows first. Arguments:
# purchase_id, actor, now. purchase_changed is sent after it was written; a receiver that refuses the change raises.
# Arguments: purchase, before (the earlier values of the changed fields), actor, now. product_changed is sent when a
# list price or a way of tracking was changed. Arguments: product, actor, now.
purchase_changing = Signal()
purchase_changed = Signal()
product_changed = Signal()

# customer_erasing is sent before an erasure: an app that has open cases for the customer raises. customer_erased is
# sent after it: search columns made from erased texts are computed again. Arguments: customer, actor, now.
customer_erasing = Signal()
customer_erased = Signal()

# customer_opted_out is sent when a customer, or one contact, no longer wants to be contacted, customer_opted_in when
# the wish was taken back. Arguments: opt_out, actor, now.
customer_opted_out = Signal()
customer_opted_in = Signal()
