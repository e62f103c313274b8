"""The config: its schema, and what numbers must fit each other."""
