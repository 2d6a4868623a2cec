"""Fulfilment: receive and inspect goods, refund or replace them, until nothing is outstanding (T7)."""

from ...rules.fulfilment import PAYS
from .goods import Finding, inspect_goods, receive_goods, waive_goods
from .late import sweep_late_goods
from .progress import FULFILMENT_DEPARTMENT, PAYING_DEPARTMENT, cancel, has_begun, start
from .settling import record_dispatch, record_refund

__all__ = [
    "FULFILMENT_DEPARTMENT",
    "PAYING_DEPARTMENT",
    "PAYS",
    "Finding",
    "cancel",
    "has_begun",
    "inspect_goods",
    "receive_goods",
    "record_dispatch",
    "record_refund",
    "start",
    "sweep_late_goods",
    "waive_goods",
]
