"""Tag claims, actors and sources in Russian articles; export datasets right to the character."""

__version__ = "0.1.0"
