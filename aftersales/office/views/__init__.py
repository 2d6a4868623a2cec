"""Pages of company settings and saved views, saving of drafts, and the health check."""
