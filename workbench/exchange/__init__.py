"""Files of every format <-> articles with their annotations."""
