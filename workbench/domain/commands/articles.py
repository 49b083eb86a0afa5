"""What is said of a whole article: its state, its title, notes on it."""

from dataclasses import replace

from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.commands.pen import Pen, begun
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import STATUSES, Article, Note, Status
from workbench.domain.words import msg, shorten


def set_status(article: Article, status: Status) -> Transaction:
    """Say how far the work on an article is."""
    if article.status == status:
        raise Refused("The article is «{status}» already.", status=STATUSES[status])
    return Transaction(
        msg("«{title}»: {status}", title=shorten(article.title), status=STATUSES[status]),
        (Change(article, replace(article, status=status)),),
        Focus(article.id),
    )


def set_title(article: Article, title: str) -> Transaction:
    """Give an article another title; its text stays as it is."""
    wanted = " ".join(title.split())
    if not wanted:
        raise Refused("An article needs a title.")
    if wanted == article.title:
        raise Refused("The title is the same.")
    return Transaction(
        msg("Title: «{title}»", title=shorten(wanted)),
        (Change(article, replace(article, title=wanted)),),
        Focus(article.id),
    )


def write_article_note(reading: Reading, pen: Pen, note: Note | None, text: str) -> Transaction:
    """Write, change or (with an empty text) remove a note on the whole article."""
    wanted, now = text.strip(), pen.now()
    after = None
    if wanted and note:
        after = replace(note, text=wanted, updated=now)
    elif wanted:
        after = Note(pen.new_id(), reading.article.id, wanted, pen.annotator, now, now)
    if after is None and note is None:
        raise Refused("The note is empty.")
    if note and note.text == wanted:
        raise Refused("The note is the same.")
    title = msg("Note on the article") if after else msg("Note removed")
    return Transaction(title, (Change(note, after), *begun(reading)), Focus(reading.article.id))
