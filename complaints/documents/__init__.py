"""Printed documents: each module turns a record into HTML in one language, ready for the PDF."""
