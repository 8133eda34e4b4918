"""What can happen to a conversation, who may do it, and who is told."""
