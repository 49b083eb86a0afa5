"""What of the annotations is to be seen."""

from dataclasses import dataclass

from workbench.domain.records import OPEN, Span


@dataclass(frozen=True, slots=True)
class Shown:
    """What the user hides. Hidden is not gone: it is stored and exported as ever.

    `marks` False is the reading mode: nothing but text. `focus_only` dims all but the focused span
    and what is linked to it.
    """

    hidden_labels: frozenset[str] = frozenset()
    hidden_annotators: frozenset[str] = frozenset()
    hidden_decisions: frozenset[str] = frozenset()  # accepted, rejected, open
    links: bool = True
    suggestions: bool = True
    marks: bool = True
    focus_only: bool = False

    def shows(self, span: Span) -> bool:
        """Whether a span is to be seen."""
        return (
            self.marks
            and span.label not in self.hidden_labels
            and span.annotator not in self.hidden_annotators
            and (span.verdict or OPEN) not in self.hidden_decisions
        )

    @property
    def all_spans(self) -> bool:
        """Whether no span is hidden."""
        return self.marks and not any(self.hides[1:])

    @property
    def hides(self) -> tuple[object, ...]:
        """What decides which spans are to be seen."""
        return self.marks, self.hidden_labels, self.hidden_annotators, self.hidden_decisions
