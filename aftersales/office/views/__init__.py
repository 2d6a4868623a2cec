"""Pages of the company's settings, saved views, drafts and health."""
