"""What keys and buttons do to a session: one function a verb."""
