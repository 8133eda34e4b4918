"""How the database is opened, written, read and copied."""
