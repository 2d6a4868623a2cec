"""Model fields that all apps share."""

from __future__ import annotations

from typing import Any

from django.db import models

from aftersales.kernel.words import code_key


class CodeField(models.CharField):
    """A code, batch or number of a thing. It is stored in one form and compared in it: half-width, upper case,
    trimmed. A filter may name it in any form."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return code_key(value) if isinstance(value, str) else value
