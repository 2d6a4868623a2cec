"""Views of tickets, approvals, carrying out and quality."""
