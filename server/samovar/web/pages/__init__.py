"""Pages that are drawn here: console, sign-in, invitations."""
