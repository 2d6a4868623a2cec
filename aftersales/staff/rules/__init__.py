"""Who may stand in for whom, and what may be changed of an account."""
