"""What a reader of an article is spared: suggestions from its words and from what is known."""
