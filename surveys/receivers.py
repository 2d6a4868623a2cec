"""How surveys answers announcements of the floors below."""
