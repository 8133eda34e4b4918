"""What is asked of the database, a file a subject."""
