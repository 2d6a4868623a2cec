"""Prepares tickets, approvals and fulfilments for pages: labels, URLs, tones, rows."""
