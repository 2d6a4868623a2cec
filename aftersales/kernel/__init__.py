"""Pure Python below every other layer: no Django, no clock, no settings, no business tables."""
