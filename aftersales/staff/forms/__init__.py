"""Forms of users and places."""
