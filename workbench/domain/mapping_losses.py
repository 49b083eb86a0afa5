"""What a mapping of labels leaves out, in words."""

from collections import Counter
from itertools import chain

from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Part
from workbench.domain.mapping import AttributeWay, Mapping
from workbench.domain.mapping_found import Found
from workbench.domain.words import Message, msgn


def left_out(found: Found, mapping: Mapping, codebook: Codebook) -> list[Message]:
    """What a settled mapping leaves out of what was found, in words with counts."""
    told: list[Message] = []
    parts: tuple[Part, Part] = ("labels", "relations")
    for part, owner in chain.from_iterable(((p, o) for o in found.named(p)) for p in parts):
        if owner not in mapping.ways(part):
            continue  # nobody has decided
        way, count = mapping.ways(part)[owner], found.named(part)[owner]
        if way is None and part == "labels":
            told.append(
                msgn(
                    "{count} span «{label}» is left out.",
                    "{count} spans «{label}» are left out.",
                    count,
                    label=owner,
                )
            )
        elif way is None:
            told.append(
                msgn(
                    "{count} link «{relation}» is left out.",
                    "{count} links «{relation}» are left out.",
                    count,
                    relation=owner,
                )
            )
        elif part == "labels" and found.naming[owner]:
            label = codebook.label(way.to)
            if label is not None and not label.names_entities:
                told.append(
                    msgn(
                        "{count} span «{label}» loses the entity that it mentions.",
                        "{count} spans «{label}» lose the entities that they mention.",
                        found.naming[owner],
                        label=owner,
                    )
                )
    told += _loose(found, mapping, codebook)
    lost: Counter[tuple[str, str]] = Counter()
    for (part, owner, name, value), count in found.values.items():
        way = mapping.ways(part).get(owner)
        if way is not None:
            one = way.attributes.get(name, AttributeWay(name))
            lost[owner, name] += count if one is None or one.value(value) is None else 0
    told += [
        msgn(
            "{count} value of the attribute «{name}» of «{owner}» is left out.",
            "{count} values of the attribute «{name}» of «{owner}» are left out.",
            count,
            name=name,
            owner=owner,
        )
        for (owner, name), count in lost.items()
        if count
    ]
    return told


def _loose(found: Found, mapping: Mapping, codebook: Codebook) -> list[Message]:
    """Links that are left out because of what becomes of their spans."""
    spans: Counter[str] = Counter()
    ends: Counter[tuple[str, str, str, str]] = Counter()
    for (owner, *labels), count in found.joins.items():
        way = mapping.relations.get(owner)
        undecided = any(label and label not in mapping.labels for label in labels)
        if way is None or undecided:
            continue
        ways = [mapping.labels.get(label) for label in labels]
        source, target = (end.to if end is not None else None for end in ways)
        kind = codebook.relation(way.to)
        if source is None or target is None:
            spans[owner] += count
        elif kind is not None and not kind.joins(source, target):
            ends[owner, way.to, source, target] += count
    return [
        *(
            msgn(
                "{count} link «{relation}» is left out with a span of it.",
                "{count} links «{relation}» are left out with a span of theirs.",
                count,
                relation=owner,
            )
            for owner, count in spans.items()
        ),
        *(
            msgn(
                "{count} link «{relation}» is left out: by the codebook «{name}» does not go from "
                "«{source}» to «{target}».",
                "{count} links «{relation}» are left out: by the codebook «{name}» does not go "
                "from «{source}» to «{target}».",
                count,
                relation=owner,
                name=name,
                source=source,
                target=target,
            )
            for (owner, name, source, target), count in ends.items()
        ),
    ]
