"""Queries of tickets, approvals, fulfilment, risk and the front desk."""
