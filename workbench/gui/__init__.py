"""The window: shows what the file holds and turns keys and mouse into commands."""
