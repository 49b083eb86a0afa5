"""What a user can do, as pure functions: a reading and a wish in, a Transaction out.

Each raises Refused, with a sentence for the status bar, where the codebook or plain sense does
not allow the wish. (An exception and not a second return value, because every caller but one
passes it on unread.)
"""

from workbench.domain.commands.articles import set_status, set_title, write_article_note
from workbench.domain.commands.codebooks import change_codebook
from workbench.domain.commands.entities import attach, change_entity
from workbench.domain.commands.links import link, set_relation_attribute, unlink
from workbench.domain.commands.pen import UNTYPED, Pen
from workbench.domain.commands.spans import (
    add_fragment,
    delete,
    label,
    relabel,
    resize,
    set_attribute,
    set_note,
)

__all__ = [
    "UNTYPED",
    "Pen",
    "add_fragment",
    "attach",
    "change_codebook",
    "change_entity",
    "delete",
    "label",
    "link",
    "relabel",
    "resize",
    "set_attribute",
    "set_note",
    "set_relation_attribute",
    "set_status",
    "set_title",
    "unlink",
    "write_article_note",
]
