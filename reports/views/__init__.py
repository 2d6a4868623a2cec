"""Pages of dashboards, metrics, stored reports, market notes and teams."""
