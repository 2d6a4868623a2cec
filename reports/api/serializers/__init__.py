"""The JSON of figures, stored reports and teams."""
