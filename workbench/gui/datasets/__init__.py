"""Datasets out of the window: the export sheet, exports verified again, one article as a page."""
