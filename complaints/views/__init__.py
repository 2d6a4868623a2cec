"""Pages of tickets, approvals, fulfilments, risk, the front desk and their settings."""
