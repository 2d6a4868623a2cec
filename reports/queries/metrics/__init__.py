"""The figures of the catalogue of metrics: what is counted where, and the rows behind each figure."""

from .figures import Figure, Told, by_channel, figure, judged, told, told_with
from .rows import PARTS, rows_of
from .slices import Slice, slice_of

__all__ = [
    "PARTS",
    "Figure",
    "Slice",
    "Told",
    "by_channel",
    "figure",
    "judged",
    "rows_of",
    "slice_of",
    "told",
    "told_with",
]
