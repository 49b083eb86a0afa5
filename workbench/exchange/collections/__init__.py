"""Public collections in formats of their own, read and never written."""
