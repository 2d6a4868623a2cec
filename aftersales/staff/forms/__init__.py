"""Forms about users and places."""
