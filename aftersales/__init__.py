"""The house: entry points and the floors that every business app stands on."""
