"""The rows of a list whose columns each person chooses (aftersales/web/list_columns.py)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Cell(Node):
    """The cell of one column."""

    def __init__(self, key: str, nodelist: NodeList) -> None:
        self.key, self.nodelist = key, nodelist

    def render(self, context: Any) -> SafeString:
        return self.nodelist.render(context)


class Cells(Node):
    """The cells of a row that its list shows, in the order of the columns."""

    def __init__(self, columns: Any, cells: dict[str, Cell]) -> None:
        self.columns, self.cells = columns, cells

    def render(self, context: Any) -> SafeString:
        keys = [column["key"] for column in self.columns.resolve(context)]
        return mark_safe("".join([self.cells[key].render(context) for key in keys]))  # the nodes have escaped it


@register.tag
def cells(parser: Parser, token: Token) -> Cells:
    """{% cells columns %} with a {% cell "due" %} for each column that there is; those that are shown are drawn."""
    _name, columns = token.split_contents()
    body = parser.parse(("endcells",))
    parser.delete_first_token()
    return Cells(parser.compile_filter(columns), {node.key: node for node in body if isinstance(node, Cell)})


@register.tag
def cell(parser: Parser, token: Token) -> Cell:
    """{% cell "due" %}<td>…</td>{% endcell %}, within cells."""
    _name, key = token.split_contents()
    nodelist = parser.parse(("endcell",))
    parser.delete_first_token()
    return Cell(key.strip("\"'"), nodelist)
