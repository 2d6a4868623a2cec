"""Imports: asked for by people, done by a worker."""
