"""Operators: accounts, and whether they are there."""
