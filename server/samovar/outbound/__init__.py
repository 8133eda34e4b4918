"""The edge towards the world: takes jobs from their table, and never holds up a talk."""
