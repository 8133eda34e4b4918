"""Who comes in, and how much of it."""
