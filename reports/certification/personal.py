"""Self-evaluations hold no personal data but what somebody types into a text. They may never change once closed."""

from aftersales.store.personal import declare

from . import models as m

PERSONAL = (
    declare(m.Standard, plain="code title title_en"),
    declare(m.Catalogue, plain="reason"),
    declare(m.CatalogueItem, plain="code title title_en evidence"),
    declare(m.SelfEvaluation, plain="number seed conclusion seal", is_searched=False),
    declare(m.SelfEvaluationItem, plain="reason finding counts", is_searched=False),
    declare(m.ItemEvidence, plain="text", is_searched=False),
    declare(m.SpecialMark, plain="title facts", is_searched=False),
)
