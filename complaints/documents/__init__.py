"""Printed documents: each module makes the HTML of one document in one language, ready for the PDF."""
