"""Forms of reports, schedules and market notes."""
