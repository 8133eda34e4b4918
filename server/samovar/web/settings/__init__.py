"""The settings: pages of a form each, drawn here, for those who run the house."""
