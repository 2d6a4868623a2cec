"""Fulfilment: receive and inspect goods, refund or replace them, until nothing is outstanding (T7).

Every record can be taken back by a counter-entry.
"""

from ...rules.fulfilment import PAYS
from .corrections import correct_record
from .goods import Finding, inspect_goods, keep_goods, receive_goods, waive_goods
from .late import sweep_late_goods
from .progress import FULFILMENT_DEPARTMENT, PAYING_DEPARTMENT, cancel, has_begun, has_finished, start
from .settling import end, record_dispatch, record_refund, send_back

__all__ = [
    "FULFILMENT_DEPARTMENT",
    "PAYING_DEPARTMENT",
    "PAYS",
    "Finding",
    "cancel",
    "correct_record",
    "end",
    "has_begun",
    "has_finished",
    "inspect_goods",
    "keep_goods",
    "receive_goods",
    "record_dispatch",
    "record_refund",
    "send_back",
    "start",
    "sweep_late_goods",
    "waive_goods",
]
