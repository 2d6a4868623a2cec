"""What pages show of tickets, approvals and fulfilments: labels, addresses, tones, rows."""
