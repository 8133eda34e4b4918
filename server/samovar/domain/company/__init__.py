"""The company itself: who of it changed what."""
