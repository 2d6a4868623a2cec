"""Imports and exports of lists."""

from .exports import ExportRequest
from .imports import ImportFault, ImportRun

__all__ = ["ExportRequest", "ImportFault", "ImportRun"]
