"""Who is mentioned in an internal note: @ and a name, 麻烦 @顾北 看一下."""

from collections.abc import Mapping

MOST = 10


def mentioned(text: str, names: Mapping[str, int]) -> dict[int, str]:
    """The ids of those who are mentioned, with the name as it is written. names: the id of each name.

    The longest name counts. An address, ann@example.com, mentions nobody, and neither does a name that goes on.
    """
    found: dict[int, str] = {}
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    lowered = text.lower()
    for at, sign in enumerate(text):
        if sign != "@" or _is_word(text[at - 1 : at]):
            continue
        for name in longest_first:
            end = at + 1 + len(name)
            if lowered[at + 1 : end] == name.lower() and not (_is_word(name[-1]) and _is_word(text[end : end + 1])):
                found.setdefault(names[name], text[at + 1 : end])
                break
    return dict(list(found.items())[:MOST])


def _is_word(sign: str) -> bool:
    """Whether it is a letter or digit of a script with spaces between words."""
    return sign.isascii() and sign.isalnum()
