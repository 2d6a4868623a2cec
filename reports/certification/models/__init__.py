"""The models of self-evaluation."""

from .evaluations import ItemEvidence, SelfEvaluation, SelfEvaluationItem, SpecialMark
from .standards import Catalogue, CatalogueItem, Standard, in_language

__all__ = [
    "Catalogue",
    "CatalogueItem",
    "ItemEvidence",
    "SelfEvaluation",
    "SelfEvaluationItem",
    "SpecialMark",
    "Standard",
    "in_language",
]
