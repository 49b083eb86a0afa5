"""What keys do to the place: selections that grow, clauses, names, spans one after another.

What only a key asks for is imported with the first stroke: the first paint is sooner.
"""

from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.text import Interval, share
from workbench.domain.words import tr, trn
from workbench.gui.session import Session
from workbench.language import sentences, tokens


def grow(session: Session) -> None:
    """Word, phrase, clause, sentence, paragraph: select the next larger one.

    A quotation around its author's words grows to both halves, without those words.
    """
    from workbench.language import growth

    if session.reading is None:
        return
    text, selected = session.reading.text, session.pieces
    if not selected:
        word = tokens.word_at(text, session.caret)
        if word is not None:
            session.select(word)
        return
    larger = growth.grow_fragments(text, selected)
    if larger != selected:
        before = [*session.grown, selected]
        session.select_pieces(larger)
        session.grown = before


def shrink(session: Session) -> None:
    """Go back to the smaller selection that this one grew from."""
    from workbench.language import growth

    if session.grown:
        before = session.grown[:-1]
        session.select_pieces(session.grown[-1])
        session.grown = before
    elif session.selection is not None and session.reading is not None:
        inside = [
            places
            for places in growth.steps(session.reading.text, session.selection.start)
            if places != session.pieces
            and all(any(piece.contains(place) for piece in session.pieces) for place in places)
        ]
        if inside:
            session.select_pieces(inside[-1])
        else:
            session.select(None, session.selection.start)


def sentence(session: Session, step: int) -> None:
    """Select the next sentence, or the one before."""
    if session.reading is None:
        return
    text, place = session.reading.text, session.caret
    if session.selection is not None:
        place = session.selection.start
    find = sentences.next_sentence if step > 0 else sentences.previous_sentence
    found = sentences.sentence_at(text, place) if session.selection is None else None
    found = found or find(text, place)
    if found is not None:
        trimmed = tokens.trim(text, found.start, found.end)
        session.select(trimmed or found)


def clause(session: Session, step: int) -> None:
    """Select the next clause that could be a claim, or the one before.

    Clauses that are marked already are passed over, and so are those with a span whose label
    keeps its words to itself: a claim does not contain its source.
    """
    from workbench.language import clauses

    reading = session.whole()
    text, place = reading.text, session.caret
    if session.selection is not None:
        place = session.selection.end if step > 0 else session.selection.start
    find = clauses.clause_after if step > 0 else clauses.clause_before
    found = find(text, place)
    while found is not None and _is_taken(reading, found):
        found = find(text, found.end if step > 0 else found.start)
    if found is None:
        raise Refused("No more clauses in this direction.")
    session.select(found)


def _is_taken(reading: Reading, place: Interval) -> bool:
    for span in reading.touching(place.start, place.end):
        label = reading.codebook.label(span.label)
        inside = any(place.overlaps(fragment) for fragment in span.fragments)
        if span.fragments == (place,) or (inside and label and label.self_overlap == "forbid"):
            return True
    return False


def name(session: Session, step: int) -> None:
    """Select the next name that is not marked, or the one before."""
    from workbench.language import clauses

    reading = session.whole()
    place = session.caret
    if session.selection is not None:
        place = session.selection.end if step > 0 else session.selection.start
    morphology = session.language.morphology if session.language else None
    find = clauses.names_after if step > 0 else clauses.name_before
    for found in find(reading.text, place, morphology):
        spans = reading.touching(found.start, found.end)
        labels = (
            reading.codebook.label(span.label) for span in spans if share(span.fragments, (found,))
        )
        if not any(label is not None and label.names_entities for label in labels):
            session.select(found)
            return
    raise Refused("No more unmarked names in this direction.")


def span(session: Session, step: int) -> None:
    """Focus the next span in reading order, or the one before."""
    reading = session.whole()
    focused = session.focused()
    if focused is not None:
        found = reading.neighbour(focused, step)
    else:
        found = (
            reading.following(session.caret - 1) if step > 0 else reading.preceding(session.caret)
        )
    while found is not None and not session.shown.shows(found):
        found = reading.neighbour(found, step)
    if found is None:
        raise Refused("No more spans in this direction.")
    session.focus_on(found.id)


def cycle(session: Session) -> None:
    """Step through the spans under the caret, the shortest first."""
    reading = session.whole()
    here = [item.id for item in reading.at(session.caret) if session.shown.shows(item)]
    if not here:
        raise Refused("There is no span under the caret.")
    index = here.index(session.focus) + 1 if session.focus in here else 0
    session.focus_on(here[index % len(here)], move=False)


def step_out(session: Session) -> None:
    """Esc: leave the hints, the armed label, the chosen spans, the selection, then the focus."""
    if session.linking:
        session.set_linking(False)
    elif session.chosen:
        session.choose(())
    elif session.armed is not None:
        session.arm(None)
    elif session.selection is not None:
        session.select(None)
    else:
        session.focus_on(None)


def choose(session: Session) -> None:
    """Add the focused span to those that are edited together, or take it out."""
    focused = session.focused()
    if focused is None:
        raise Refused("Focus a span first: click it, or press O on its words.")
    choose_span(session, focused)


def choose_span(session: Session, span: Span) -> None:
    """Add a span to those that are edited together, the focused one first; or take it out."""
    chosen = list(session.chosen)
    if not chosen and session.focus is not None and session.focus != span.id:
        chosen.append(session.focus)
    if span.id in chosen:
        chosen.remove(span.id)
    else:
        chosen.append(span.id)
    session.choose(chosen)
    count = len(session.chosen)
    session.said.emit(
        trn(
            "{count} span is chosen: what you do now is done to it. Esc ends that.",
            "{count} spans are chosen: what you do now is done to all. Esc ends that.",
            count,
        )
        if count
        else tr("No span is chosen.")
    )
