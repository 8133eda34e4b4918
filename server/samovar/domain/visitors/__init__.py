"""Visitors as they come to a site."""
