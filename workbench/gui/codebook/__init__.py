"""The labels beside the article, and the editor of the codebook."""
