"""What reports store: reports with their files and schedules, and market notes."""

from .library import ReportFile, ReportSchedule, StoredReport
from .market import MarketNote, MarketNoteFile

__all__ = ["MarketNote", "MarketNoteFile", "ReportFile", "ReportSchedule", "StoredReport"]
