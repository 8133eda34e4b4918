"""Versions of the schema."""
