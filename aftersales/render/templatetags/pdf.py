from django import template

from aftersales.render import blocks

register = template.Library()
register.filter("form_rows", blocks.form_rows)
