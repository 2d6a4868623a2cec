"""Pages of users, places, stand-ins and one's own account."""
