"""Notes on spans, articles and entities: written where they are read."""
