"""Who may read what, and what they read."""
