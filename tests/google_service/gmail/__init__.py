"""Gmail v1: messages, drafts, history; everything of it stays in this world."""
