"""Questions about partners, read into queries: the words that name conditions, and how they are joined."""
