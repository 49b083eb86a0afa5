"""REFI-QDA projects, which programs of qualitative analysis exchange."""
