"""What reports store: reports with their files and schedules, market notes, and kept sums of figures."""

from .kept import DaySum, KeptFigures
from .library import ReportFile, ReportSchedule, StoredReport
from .market import MarketNote, MarketNoteFile

__all__ = ["DaySum", "KeptFigures", "MarketNote", "MarketNoteFile", "ReportFile", "ReportSchedule", "StoredReport"]
