"""What keeps an installation well: what stands around it, and the doctor who looks at it."""
