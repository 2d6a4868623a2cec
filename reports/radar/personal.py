"""The radar holds no personal data: it counts tickets."""

from aftersales.store.personal import declare

from . import models as m

PERSONAL = (
    declare(m.RadarRun),
    declare(m.RadarSignal, plain="key batch reason counts"),
)
