"""What of the annotations is to be seen."""

from dataclasses import dataclass

from workbench.domain.records import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """What the user hides. Hidden is not gone: it is stored and exported as ever.

    `marks` False is the reading mode: nothing but text. `focus_only` dims all but the focused span
    and what is linked to it.
    """

    hidden_labels: frozenset[str] = frozenset()
    hidden_annotators: frozenset[str] = frozenset()
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
        )

    @property
    def all_spans(self) -> bool:
        """Whether no span is hidden."""
        return self.marks and not self.hidden_labels and not self.hidden_annotators
