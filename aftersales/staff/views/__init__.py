"""Pages of users, places, stand-ins and the user's own account."""
