"""Lists beside the article: articles, spans, links, what is left to do, steps."""
