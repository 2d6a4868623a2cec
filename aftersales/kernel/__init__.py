"""Pure Python under every other floor: no Django, no clock, no settings, no business tables."""
