"""Everything about the span in focus, the chosen spans, or the article."""
