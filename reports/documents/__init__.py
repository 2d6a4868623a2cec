"""Printed documents of reports."""
