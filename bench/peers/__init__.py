"""What Samovar is measured against, each a process of its own that prints its port."""
