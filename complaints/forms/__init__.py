"""Forms of tickets, approvals, fulfilments, risk and reception."""
