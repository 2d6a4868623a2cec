"""What is given to others: the export of a round, its report, and what customers are told."""
