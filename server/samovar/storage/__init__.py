"""The facts: tables, transactions, queries."""
