"""Token columns: CoNLL BIO and CoNLL-U."""
