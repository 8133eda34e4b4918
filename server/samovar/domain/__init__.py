"""The trade: what can happen to a conversation, and who may do it. No HTTP, no SQL text."""
