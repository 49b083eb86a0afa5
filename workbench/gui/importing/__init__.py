"""Annotations into the window: looked at, decided about in a sheet, taken in, reported."""
