"""Tables that are brought in, and lists that are taken out."""

from .exports import ExportRequest
from .imports import ImportFault, ImportRun

__all__ = ["ExportRequest", "ImportFault", "ImportRun"]
