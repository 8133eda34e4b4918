"""In memory, forgettable: topics, presence, limits."""
