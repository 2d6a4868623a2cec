"""The API of surveys."""
