"""What one reader gets of one conversation, exactly once, and the watch over it."""
