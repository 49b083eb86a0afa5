"""Label Studio's labelling configuration, made from the codebook and from what tasks use."""

from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.labels import Attribute
from workbench.domain.words import tr
from workbench.exchange.xml_text import fit, quoted

TEXT: Final = "text"
NOTE: Final = "note"


def control_of(label: str, attribute: str) -> str:
    """What the question about an attribute of a label is called in the configuration."""
    return f"{label}.{attribute}"


# What XML 1.0 cannot hold, not even escaped.


class Config:
    """Collects what tasks use beside the codebook, so that every name of theirs is known."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._labels = dict.fromkeys(label.id for label in codebook.labels)
        self._relations = dict.fromkeys(relation.id for relation in codebook.relations)
        self._answers = {
            (label.id, attribute.id): dict.fromkeys(attribute.values)
            for label in codebook.labels
            for attribute in label.attributes
        }

    def label(self, label: str) -> None:
        """A label that a task uses."""
        self._labels[label] = None

    def relation(self, kind: str) -> None:
        """A relation type that a task uses."""
        self._relations[kind] = None

    def answer(self, label: str, attribute: str, value: str) -> None:
        """A value of an attribute that a task uses."""
        self._answers.setdefault((label, attribute), {})[value] = None

    def xml(self) -> str:
        """The configuration: labels with their colours and keys, questions, relations, notes."""
        lines = [
            "<View>",
            f'  <Labels name="label" toName="{TEXT}">',
            *(f"    {self._label_tag(label)}" for label in self._labels),
            "  </Labels>",
            "  <Relations>",
            *(f"    <Relation value={_quoted(kind)}/>" for kind in self._relations),
            "  </Relations>",
            f'  <Text name="{TEXT}" value="${TEXT}"/>',
        ]
        for (label, attribute), values in self._answers.items():
            known = self._attribute(label, attribute)
            title = str(known.name) if known else attribute
            lines += [
                '  <View visibleWhen="region-selected" whenTagName="label" '
                f"whenLabelValue={_quoted(label)}>",
                f'    <Header size="6" value={_quoted(title)}/>',
                f"    <Choices name={_quoted(control_of(label, attribute))} "
                f'toName="{TEXT}" perRegion="true" choice="single-radio" '
                f'required="{str(known is not None and known.required).lower()}">',
                *(f"      {_choice_tag(value, known)}" for value in values),
                "    </Choices>",
                "  </View>",
            ]
        lines += [
            f'  <TextArea name="{NOTE}" toName="{TEXT}" maxSubmissions="20" '
            f"placeholder={_quoted(tr('Notes on the article'))}/>",
            "</View>",
        ]
        return "\n".join(lines) + "\n"

    def _label_tag(self, label: str) -> str:
        known = self._codebook.label(label)
        if known is None:
            return f"<Label value={_quoted(label)}/>"
        key = f' hotkey="{known.key.lower()}"' if known.key else ""
        return (
            f'<Label value={_quoted(label)} background="{known.color}"{key} '
            f"hint={_quoted(str(known.name))}/>"
        )

    def _attribute(self, label: str, attribute: str) -> Attribute | None:
        known = self._codebook.label(label)
        found = known.attributes if known else ()
        return next((item for item in found if item.id == attribute), None)


def _choice_tag(value: str, attribute: Attribute | None) -> str:
    hint = attribute.value_name(value) if attribute else value
    return f"<Choice value={_quoted(value)} hint={_quoted(hint)}/>"


def _quoted(text: str) -> str:
    return f'"{quoted(fit(text))}"'
