"""Printed documents. Each module builds one document in one language as PDF."""
