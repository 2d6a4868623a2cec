"""Personal data in reports. Figures, themes and names of products hold none; a market note is about a market, but who
writes it may name somebody."""

from aftersales.store.personal import declare

from . import models as m

PERSONAL = (
    declare(m.ReportSchedule, plain="kind rhythm roles"),
    declare(m.StoredReport, plain="number kind rhythm reason snapshot content_hash fault lease"),
    declare(m.ReportFile, plain="language format sha256"),
    declare(m.MarketNote, plain="number title kind competitor findings asked_for source withdraw_reason"),
    declare(m.MarketNoteFile),
    declare(m.DaySum, plain="source dim key"),
    declare(m.KeptFigures, plain="since next_since waits_for"),
)
