"""What a user can do, as pure functions: a reading and a wish in, a Transaction out.

Each raises Refused, with a sentence for the status bar, where the codebook or plain sense does
not allow the wish. (An exception and not a second return value, because every caller but one
passes it on unread.)
"""

from workbench.domain.commands.articles import set_status, set_title, write_article_note
from workbench.domain.commands.bulk import attach_all, relabel_all, set_attribute_all
from workbench.domain.commands.codebooks import change_codebook, looked_at
from workbench.domain.commands.entities import (
    NameTaken,
    attach,
    change_entity,
    mark_mentions,
    merge,
    remove,
    split,
)
from workbench.domain.commands.links import (
    link,
    retype,
    retypes,
    reverse,
    set_relation_attribute,
    unlink,
)
from workbench.domain.commands.pen import UNTYPED, Pen
from workbench.domain.commands.reviews import decide, decide_link, waits
from workbench.domain.commands.spans import (
    add_fragment,
    delete,
    label,
    relabel,
    resize,
    restore,
    set_attribute,
    set_note,
)
from workbench.domain.commands.suggestions import reject, take_links, take_mentions

__all__ = [
    "UNTYPED",
    "NameTaken",
    "Pen",
    "add_fragment",
    "attach",
    "attach_all",
    "change_codebook",
    "change_entity",
    "decide",
    "decide_link",
    "delete",
    "label",
    "link",
    "looked_at",
    "mark_mentions",
    "merge",
    "reject",
    "relabel",
    "relabel_all",
    "remove",
    "resize",
    "restore",
    "retype",
    "retypes",
    "reverse",
    "set_attribute",
    "set_attribute_all",
    "set_note",
    "set_relation_attribute",
    "set_status",
    "set_title",
    "split",
    "take_links",
    "take_mentions",
    "unlink",
    "waits",
    "write_article_note",
]
