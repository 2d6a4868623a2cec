"""The text of a letter: which placeholders it may have, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aftersales.kernel.errors import InvalidInput, gettext_noop

# The closed list. A text with another one is refused when it is saved, so that no letter goes out with a gap.
PLACEHOLDERS = ("customer", "contact", "due_on", "rep", "company", "company_phone")
FOUND = re.compile(r"\{([^{}]*)\}")


def check_text(text: str, field: str) -> None:
    """Raise InvalidInput for an unknown placeholder, or a brace that belongs to none."""
    for name in FOUND.findall(text):
        if name not in PLACEHOLDERS:
            raise InvalidInput(
                gettext_noop("There is no placeholder {%(name)s}. Possible are: %(names)s."),
                code="unknown_placeholder",
                field=field,
                params={"name": name[:40], "names": ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)},
            )
    if re.search(r"[{}]", FOUND.sub("", text)):
        raise InvalidInput(gettext_noop("A brace { or } has no partner."), code="lone_brace", field=field)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values. A value is taken as it is: braces in it are no placeholders."""
    return FOUND.sub(lambda found: values[found[1]], text)
