"""What a mapping of labels leaves out, in words."""

from collections import Counter
from itertools import chain

from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Part
from workbench.domain.mapping import Found, Mapping
from workbench.domain.words import Message, msgn


def left_out(found: Found, mapping: Mapping, codebook: Codebook) -> list[Message]:
    """What a settled mapping leaves out of what was found, in words with counts."""
    told: list[Message] = []
    parts: tuple[Part, Part] = ("labels", "relations")
    for part, owner in chain.from_iterable(((p, o) for o in found.named(p)) for p in parts):
        way, count = mapping.ways(part).get(owner), found.named(part)[owner]
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
    lost: Counter[tuple[str, str]] = Counter()
    for (part, owner, name, value), count in found.values.items():
        way = mapping.ways(part).get(owner)
        if way is not None:
            one = way.attributes.get(name)
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
