"""Views of tickets, approvals, carrying out, risk and reception."""
