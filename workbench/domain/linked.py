"""Which of many relations decide whether one more is allowed, found without asking all."""

from workbench.domain.codebook import Codebook
from workbench.domain.records import Relation


class Links:
    """The relations taken so far, by type and first span."""

    def __init__(self) -> None:
        self._from: dict[tuple[str, str], list[str]] = {}

    def add(self, relation: Relation) -> None:
        """Remember a relation."""
        self._from.setdefault((relation.type, relation.source), []).append(relation.target)

    def near(self, relation: Relation, codebook: Codebook) -> list[tuple[str, str, str]]:
        """Those that decide about `relation`: from its first span, and from its second one on.

        To hand over all relations of the article each time would take a time that grows with the
        square of their number.
        """
        kind, found = relation.type, list[tuple[str, str, str]]()
        known = codebook.relation(kind)
        follow = known is not None and known.acyclic
        seen, ahead = {relation.source, relation.target}, [relation.source, relation.target]
        while ahead:
            start = ahead.pop()
            for end in self._from.get((kind, start), ()):
                found.append((kind, start, end))
                if follow and start != relation.source and end not in seen:
                    seen.add(end)
                    ahead.append(end)
        return found
