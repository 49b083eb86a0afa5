"""Why parts of a standoff file are not taken, in words; what the file calls them comes from it."""

from workbench.domain.words import Message, msg

_LONGEST = 40


def twice(name: str) -> Message:
    """Of two parts with one name."""
    return msg("{id} stands in the file twice; the first one holds.", id=name[:_LONGEST])


def missing(name: str, target: str) -> Message:
    """Of a part that needs another one, which is not there."""
    return msg(
        "{id} is left out, or a part of it: {target} is not there.",
        id=name[:_LONGEST],
        target=target[:_LONGEST],
    )
