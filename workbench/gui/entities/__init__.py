"""The register of entities: the list, the card of one, its mentions, and the search for more."""
