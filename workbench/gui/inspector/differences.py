"""What is different between two versions of a span, in words."""

from collections.abc import Callable

from workbench.domain.codebook import Codebook
from workbench.domain.reading import Reading
from workbench.domain.records import VERDICTS, Entity, Record, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr


def differences(
    before: Record | None,
    after: Record | None,
    reading: Reading,
    entity: Callable[[str], Entity | None],
) -> list[str]:
    """Sentences on label, ends, entity, attributes, note and review; [] where one is no span."""
    if not isinstance(before, Span) or not isinstance(after, Span):
        return []
    found = []
    if before.label != after.label:
        old, new = (_label(reading.codebook, one.label) for one in (before, after))
        found.append(tr("{old} → {new}", old=old, new=new))
    if before.fragments != after.fragments:
        old, new = (shorten(quote(reading.text, one.fragments), 60) for one in (before, after))
        found.append(tr("«{old}» → «{new}»", old=old, new=new))
    if before.entity != after.entity:
        who = entity(after.entity) if after.entity else None
        if after.entity is None:
            found.append(tr("mentions nobody"))
        else:
            found.append(tr("mentions {name}", name=who.name if who else after.entity))
    found += _attributes(before, after, reading.codebook)
    if before.note != after.note:
        note = shorten(after.note or "", 160)
        found.append(tr("Note: {note}", note=note) if note else tr("Note removed"))
    if before.verdict != after.verdict:
        verdict = after.verdict
        found.append(str(VERDICTS[verdict]) if verdict else tr("not reviewed any more"))
    return found


def _label(codebook: Codebook, label_id: str) -> str:
    label = codebook.label(label_id)
    return str(label.name) if label else label_id


def _attributes(before: Span, after: Span, codebook: Codebook) -> list[str]:
    found = []
    for name in sorted(before.attributes.keys() | after.attributes.keys()):
        old, new = before.attributes.get(name), after.attributes.get(name)
        if old == new:
            continue
        called, values = _attribute(codebook, (after.label, before.label), name)
        old, new = (values.get(value, value) if value else tr("not set") for value in (old, new))
        found.append(tr("{attribute}: {old} → {new}", attribute=called, old=old, new=new))
    return found


def _attribute(
    codebook: Codebook, labels: tuple[str, ...], name: str
) -> tuple[str, dict[str, str]]:
    """What an attribute and its values are called; its id where no label has it any more."""
    for label in map(codebook.label, labels):
        for attribute in label.attributes if label else ():
            if attribute.id == name:
                names = map(str, attribute.value_names)
                return str(attribute.name), dict(zip(attribute.values, names, strict=True))
    return name, {}
