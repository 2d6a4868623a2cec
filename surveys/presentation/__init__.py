"""What pages of surveys show."""

from .figures import response_tabs, rows_url, tiles

__all__ = ["response_tabs", "rows_url", "tiles"]
