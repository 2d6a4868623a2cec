"""Self-evaluations hold no personal data but what somebody types into a text. They may never change once closed, and
neither may the titles of the clauses that they quote."""

from aftersales.store.personal import declare

from . import models as m

PERSONAL = (
    declare(m.Standard, plain="code title title_en", is_searched=False),
    declare(m.Catalogue, plain="reason"),
    declare(m.CatalogueItem, plain="code title title_en evidence", is_searched=False),
    declare(m.SelfEvaluation, plain="number seed conclusion seal", is_searched=False),
    declare(m.SelfEvaluationItem, plain="reason finding counts", is_searched=False),
    declare(m.ItemEvidence, plain="text", is_searched=False),
    declare(m.SpecialMark, plain="title facts", is_searched=False),
)
