"""ONE table of actions: menus, keys, command palette and shortcut list are made of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from workbench.domain.codebook import Codebook, Label
from workbench.domain.words import Message, msg
from workbench.gui import selecting, show_popup, tagging, todo
from workbench.gui.look_again import looked_at
from workbench.gui.session import Session
from workbench.gui.suggesting import Suggesting


class Desk(Protocol):
    """What actions reach beyond the session: the window's own doings."""

    session: Session
    suggesting: Suggesting

    def new_project(self) -> None: ...
    def open_project(self) -> None: ...
    def open_sample(self) -> None: ...
    def close_project(self) -> None: ...
    def import_files(self) -> None: ...
    def import_folder(self) -> None: ...
    def export(self) -> None: ...
    def restore_backup(self) -> None: ...
    def quit(self) -> None: ...
    def copy(self) -> None: ...
    def show_commands(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def filter_articles(self) -> None: ...
    def find(self) -> None: ...
    def find_step(self, step: int) -> None: ...
    def edit_title(self) -> None: ...
    def edit_codebook(self) -> None: ...
    def find_label(self) -> None: ...
    def edit_note(self) -> None: ...
    def edit_entity(self) -> None: ...
    def same_as(self) -> None: ...
    def find_everywhere(self) -> None: ...
    def ask_relation(self) -> None: ...
    def reverse_link(self) -> None: ...
    def retype_link(self) -> None: ...
    def choose_shown(self) -> None: ...
    def confirm(self) -> None: ...
    def delete(self) -> None: ...
    def step_out(self) -> None: ...
    def take_all(self) -> None: ...
    def toggle_reading(self) -> None: ...
    def toggle_focus_mode(self) -> None: ...
    def is_reading(self) -> bool: ...
    def is_focus_mode(self) -> bool: ...
    def resize_text(self, step: int) -> None: ...
    def widen_column(self, step: int) -> None: ...
    def space_lines(self, step: int) -> None: ...
    def go_to_panel(self, step: int) -> None: ...
    def choose_face(self) -> None: ...
    def set_theme(self, name: str) -> None: ...
    def set_language(self, code: str) -> None: ...
    def reset_layout(self) -> None: ...
    def toggle_panel(self, name: str) -> None: ...
    def shows_panel(self, name: str) -> bool: ...
    def has_theme(self, name: str) -> bool: ...
    def has_language(self, code: str) -> bool: ...
    def set_annotator(self) -> None: ...
    def show_about(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Action:
    """A row. `keys` are chords by physical key; those with `in_text` work in the article only."""

    id: str
    menu: str
    title: Message
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    in_text: bool = False
    needs: str = ""  # "project", "article", "span": what must be there
    icon: str = ""
    ends_group: bool = False
    submenu: Message | None = None
    checked: Callable[[Desk], bool] | None = None  # a tick in the menu where it holds

    @property
    def repeats(self) -> bool:
        """Whether a key that is held down does it again and again.

        Only what moves or takes back does: a held letter must not mark word after word.
        """
        return self.menu == "select" or self.submenu == ENDS or self.id in REPEATED


Run = Callable[[Session, str], object]

REPEATED = frozenset(
    (
        "undo",
        "redo",
        "larger",
        "smaller",
        "attribute_next",
        "attribute_previous",
        "suggestion_next",
        "suggestion_previous",
        "article_next",
        "article_previous",
        "find_next",
        "find_previous",
    )
)

# Takes all suggestions while there are some; else it arms the label that has the key.
TAKE_ALL = "Shift+A"

SUGGESTED = msg("Suggestions")
ENDS = msg("Ends of the span")
ARM = msg("Arm a label")
ADD = msg("Add to the last")
RELABEL = msg("Make the span")

MENUS: tuple[tuple[str, Message], ...] = (
    ("file", msg("&File")),
    ("edit", msg("&Edit")),
    ("select", msg("&Select")),
    ("mark", msg("&Mark")),
    ("link", msg("&Link")),
    ("article", msg("&Article")),
    ("view", msg("&View")),
    ("help", msg("&Help")),
)

THEMES = (
    ("system", msg("Colours: of the system")),
    ("light", msg("Colours: light")),
    ("dark", msg("Colours: dark")),
    ("black_on_white", msg("Colours: black on white, high contrast")),
    ("light_on_black", msg("Colours: light on black, high contrast")),
)
LANGUAGES = (("en", msg("Language: English")), ("ru", msg("Language: русский")))
PANELS = (
    ("articles", msg("Panel: articles")),
    ("marks", msg("Panel: in the text")),
    ("codebook", msg("Panel: codebook")),
    ("inspector", msg("Panel: inspector")),
    ("entities", msg("Panel: entities")),
    ("steps", msg("Panel: steps, to undo and redo")),
)

FIXED: tuple[Action, ...] = (
    Action("new", "file", msg("New project…"), lambda d: d.new_project(), ("Ctrl+N",)),
    Action("open", "file", msg("Open project…"), lambda d: d.open_project(), ("Ctrl+O",)),
    Action(
        "sample", "file", msg("Open the sample project"), lambda d: d.open_sample(), ends_group=True
    ),
    Action(
        "import",
        "file",
        msg("Import files…"),
        lambda d: d.import_files(),
        ("Ctrl+I",),
        needs="project",
        icon="download-simple",
    ),
    Action(
        "import_folder",
        "file",
        msg("Import a folder…"),
        lambda d: d.import_folder(),
        ("Ctrl+Shift+I",),
        needs="project",
    ),
    Action(
        "export",
        "file",
        msg("Export as JSONL…"),
        lambda d: d.export(),
        ("Ctrl+E",),
        needs="project",
        icon="upload-simple",
        ends_group=True,
    ),
    Action("restore", "file", msg("Restore a backup…"), lambda d: d.restore_backup()),
    Action(
        "close",
        "file",
        msg("Close the project"),
        lambda d: d.close_project(),
        ("Ctrl+W",),
        needs="project",
        ends_group=True,
    ),
    Action("quit", "file", msg("Quit"), lambda d: d.quit(), ("Ctrl+Q",)),
    Action(
        "undo",
        "edit",
        msg("Undo"),
        lambda d: d.session.walk(back=True),
        ("Ctrl+Z",),
        needs="project",
        icon="arrow-u-up-left",
    ),
    Action(
        "redo",
        "edit",
        msg("Redo"),
        lambda d: d.session.walk(back=False),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        needs="project",
        icon="arrow-u-up-right",
        ends_group=True,
    ),
    Action(
        "copy", "edit", msg("Copy the selection"), lambda d: d.copy(), ("Ctrl+C",), True, "article"
    ),
    Action(
        "codebook_edit",
        "edit",
        msg("Edit the codebook…"),
        lambda d: d.edit_codebook(),
        ("Ctrl+Shift+K",),
        needs="project",
    ),
    Action(
        "label_find",
        "edit",
        msg("Find a label…"),
        lambda d: d.find_label(),
        ("Ctrl+Shift+L",),
        needs="project",
    ),
    Action(
        "find",
        "edit",
        msg("Find in the text…"),
        lambda d: d.find(),
        ("Ctrl+F",),
        needs="article",
    ),
    Action(
        "find_next",
        "edit",
        msg("Find the next place"),
        lambda d: d.find_step(1),
        ("F3",),
        needs="article",
    ),
    Action(
        "find_previous",
        "edit",
        msg("Find the place before"),
        lambda d: d.find_step(-1),
        ("Shift+F3",),
        needs="article",
        ends_group=True,
    ),
    Action("annotator", "edit", msg("Your name…"), lambda d: d.set_annotator(), ends_group=True),
    Action(
        "commands",
        "edit",
        msg("All commands…"),
        lambda d: d.show_commands(),
        ("Ctrl+K",),
        icon="command",
    ),
    Action(
        "grow",
        "select",
        msg("Grow the selection"),
        lambda d: selecting.grow(d.session),
        ("W",),
        True,
        "article",
    ),
    Action(
        "shrink",
        "select",
        msg("Shrink the selection"),
        lambda d: selecting.shrink(d.session),
        ("Shift+W",),
        True,
        "article",
    ),
    Action(
        "sentence_next",
        "select",
        msg("Next sentence"),
        lambda d: selecting.sentence(d.session, 1),
        ("J",),
        True,
        "article",
    ),
    Action(
        "sentence_previous",
        "select",
        msg("Previous sentence"),
        lambda d: selecting.sentence(d.session, -1),
        ("K",),
        True,
        "article",
    ),
    Action(
        "clause_next",
        "select",
        msg("Next clause that is not marked"),
        lambda d: selecting.clause(d.session, 1),
        ("Shift+J",),
        True,
        "article",
    ),
    Action(
        "clause_previous",
        "select",
        msg("Previous clause that is not marked"),
        lambda d: selecting.clause(d.session, -1),
        ("Shift+K",),
        True,
        "article",
    ),
    Action(
        "name_next",
        "select",
        msg("Next name that is not marked"),
        lambda d: selecting.name(d.session, 1),
        ("Shift+E",),
        True,
        "article",
    ),
    Action(
        "name_previous",
        "select",
        msg("Previous name that is not marked"),
        lambda d: selecting.name(d.session, -1),
        ("Alt+Shift+E",),
        True,
        "article",
        ends_group=True,
    ),
    Action(
        "span_next",
        "select",
        msg("Next span"),
        lambda d: selecting.span(d.session, 1),
        ("N",),
        True,
        "article",
    ),
    Action(
        "span_previous",
        "select",
        msg("Previous span"),
        lambda d: selecting.span(d.session, -1),
        ("P",),
        True,
        "article",
    ),
    Action(
        "span_cycle",
        "select",
        msg("Next span under the caret"),
        lambda d: selecting.cycle(d.session),
        ("O",),
        True,
        "article",
    ),
    Action(
        "choose",
        "select",
        msg("Choose the span, to edit several"),
        lambda d: selecting.choose(d.session),
        ("Shift+O",),
        True,
        "span",
    ),
    Action(
        "step_out",
        "select",
        msg("One step out"),
        lambda d: d.step_out(),
        ("Esc",),
        True,
        "article",
    ),
    Action(
        "fragment",
        "mark",
        msg("Add the selection to the span"),
        lambda d: tagging.add_fragment(d.session),
        ("F",),
        True,
        "span",
    ),
    Action(
        "end_right",
        "mark",
        msg("End of the span: a word on"),
        lambda d: tagging.move_end(d.session, start=False, step=1),
        ("Alt+Right", "]"),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "end_left",
        "mark",
        msg("End of the span: a word back"),
        lambda d: tagging.move_end(d.session, start=False, step=-1),
        ("Alt+Left", "["),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "start_right",
        "mark",
        msg("Start of the span: a word on"),
        lambda d: tagging.move_end(d.session, start=True, step=1),
        ("Alt+Shift+Right", "Shift+]"),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "start_left",
        "mark",
        msg("Start of the span: a word back"),
        lambda d: tagging.move_end(d.session, start=True, step=-1),
        ("Alt+Shift+Left", "Shift+["),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "end_right_exact",
        "mark",
        msg("End of the span: a character on"),
        lambda d: tagging.move_end(d.session, start=False, step=1, exact=True),
        ("Ctrl+Alt+Right",),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "end_left_exact",
        "mark",
        msg("End of the span: a character back"),
        lambda d: tagging.move_end(d.session, start=False, step=-1, exact=True),
        ("Ctrl+Alt+Left",),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "start_right_exact",
        "mark",
        msg("Start of the span: a character on"),
        lambda d: tagging.move_end(d.session, start=True, step=1, exact=True),
        ("Ctrl+Alt+Shift+Right",),
        True,
        "span",
        submenu=ENDS,
    ),
    Action(
        "start_left_exact",
        "mark",
        msg("Start of the span: a character back"),
        lambda d: tagging.move_end(d.session, start=True, step=-1, exact=True),
        ("Ctrl+Alt+Shift+Left",),
        True,
        "span",
        ends_group=True,
        submenu=ENDS,
    ),
    Action(
        "attribute_next",
        "mark",
        msg("Next attribute"),
        lambda d: tagging.next_attribute(d.session, 1),
        ("Tab",),
        True,
        "span",
    ),
    Action(
        "attribute_previous",
        "mark",
        msg("Previous attribute"),
        lambda d: tagging.next_attribute(d.session, -1),
        ("Shift+Tab",),
        True,
        "span",
    ),
    Action(
        "confirm",
        "mark",
        msg("Take what is offered"),
        lambda d: d.confirm(),
        ("Enter",),
        True,
        "article",
    ),
    Action(
        "take_all",
        "mark",
        msg("Take all suggestions"),
        lambda d: d.take_all(),
        (TAKE_ALL,),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_next",
        "mark",
        msg("Next suggestion"),
        lambda d: d.suggesting.step(1),
        ("Shift+N",),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_previous",
        "mark",
        msg("Previous suggestion"),
        lambda d: d.suggesting.step(-1),
        ("Shift+P",),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_reject",
        "mark",
        msg("Reject the suggestion"),
        lambda d: d.suggesting.reject(),
        (),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action("entity", "mark", msg("Who is it…"), lambda d: d.edit_entity(), ("E",), True, "span"),
    Action(
        "same_as",
        "mark",
        msg("This is the same as…"),
        lambda d: d.same_as(),
        ("Ctrl+Shift+E",),
        True,
        "span",
    ),
    Action(
        "everywhere",
        "mark",
        msg("Find in all articles…"),
        lambda d: d.find_everywhere(),
        ("Ctrl+Shift+F",),
        needs="project",
    ),
    Action(
        "detach",
        "mark",
        msg("Detach the entity"),
        lambda d: tagging.attach(d.session, None),
        (),
        True,
        "span",
    ),
    Action(
        "looked_at",
        "mark",
        msg("The span is right under the changed definition"),
        lambda d: looked_at(d.session),
        needs="span",
    ),
    Action("note", "mark", msg("Note…"), lambda d: d.edit_note(), ("M",), True, "article"),
    Action(
        "delete",
        "mark",
        msg("Delete the span"),
        lambda d: d.delete(),
        ("Del", "Backspace"),
        True,
        "article",
    ),
    Action(
        "link",
        "link",
        msg("Link with…"),
        lambda d: tagging.start_link(d.session),
        ("L",),
        True,
        "span",
    ),
    Action(
        "link_ask",
        "link",
        msg("Link with, and ask how…"),
        lambda d: d.ask_relation(),
        ("Alt+L",),
        True,
        "span",
    ),
    Action(
        "link_reverse",
        "link",
        msg("Turn the link round"),
        lambda d: d.reverse_link(),
        ("Shift+L",),
        True,
        "span",
    ),
    Action(
        "link_retype",
        "link",
        msg("Make the link…"),
        lambda d: d.retype_link(),
        ("Alt+Shift+L",),
        True,
        "span",
    ),
    Action(
        "todo_next",
        "article",
        msg("Next thing to do"),
        lambda d: todo.next_todo(d.session, 1),
        ("F8",),
        needs="article",
    ),
    Action(
        "todo_previous",
        "article",
        msg("Previous thing to do"),
        lambda d: todo.next_todo(d.session, -1),
        ("Shift+F8",),
        needs="article",
        ends_group=True,
    ),
    Action(
        "done",
        "article",
        msg("Done, next unfinished"),
        lambda d: tagging.done_and_next(d.session),
        ("Ctrl+Enter",),
        needs="article",
        icon="check",
    ),
    Action(
        "status_new",
        "article",
        msg("State: new"),
        lambda d: tagging.set_status(d.session, "new"),
        needs="article",
    ),
    Action(
        "status_in_work",
        "article",
        msg("State: in work"),
        lambda d: tagging.set_status(d.session, "in_work"),
        needs="article",
    ),
    Action(
        "status_done",
        "article",
        msg("State: done"),
        lambda d: tagging.set_status(d.session, "done"),
        needs="article",
        ends_group=True,
    ),
    Action(
        "article_next",
        "article",
        msg("Next article"),
        lambda d: tagging.article(d.session, 1),
        ("Ctrl+PgDown",),
        needs="article",
    ),
    Action(
        "article_previous",
        "article",
        msg("Previous article"),
        lambda d: tagging.article(d.session, -1),
        ("Ctrl+PgUp",),
        needs="article",
    ),
    Action(
        "filter",
        "article",
        msg("Find an article…"),
        lambda d: d.filter_articles(),
        ("Ctrl+L",),
        needs="project",
    ),
    Action(
        "title",
        "article",
        msg("Edit the title…"),
        lambda d: d.edit_title(),
        ("F2",),
        needs="article",
    ),
    Action("larger", "view", msg("Larger text"), lambda d: d.resize_text(1), ("Ctrl+Plus",)),
    Action("smaller", "view", msg("Smaller text"), lambda d: d.resize_text(-1), ("Ctrl+Minus",)),
    Action("usual", "view", msg("Usual text size"), lambda d: d.resize_text(0), ("Ctrl+0",)),
    Action("wider", "view", msg("Wider column"), lambda d: d.widen_column(1), ("Alt+Plus",)),
    Action(
        "narrower", "view", msg("Narrower column"), lambda d: d.widen_column(-1), ("Alt+Minus",)
    ),
    Action(
        "looser", "view", msg("Lines further apart"), lambda d: d.space_lines(1), ("Ctrl+Alt+Plus",)
    ),
    Action(
        "tighter", "view", msg("Lines closer"), lambda d: d.space_lines(-1), ("Ctrl+Alt+Minus",)
    ),
    Action(
        "face", "view", msg("Typeface of the text…"), lambda d: d.choose_face(), ends_group=True
    ),
    Action(
        "show_hide",
        "view",
        msg("Show and hide…"),
        lambda d: d.choose_shown(),
        ("Ctrl+H",),
        needs="project",
    ),
    Action(
        "show_all",
        "view",
        msg("Show all"),
        lambda d: show_popup.show_all(d.session),
        ("Ctrl+Shift+H",),
        needs="project",
    ),
    Action(
        "reading_mode",
        "view",
        msg("Text without marks"),
        lambda d: d.toggle_reading(),
        ("F11",),
        needs="article",
        checked=lambda d: d.is_reading(),
    ),
    Action(
        "focus_mode",
        "view",
        msg("Dim all but the focus"),
        lambda d: d.toggle_focus_mode(),
        ("Shift+F11",),
        needs="article",
        ends_group=True,
        checked=lambda d: d.is_focus_mode(),
    ),
    *(
        Action(
            f"theme_{name}",
            "view",
            title,
            lambda d, name=name: d.set_theme(name),  # type: ignore[misc]  # the loop's value
            checked=lambda d, name=name: d.has_theme(name),  # type: ignore[misc]  # the same
            ends_group=name == THEMES[-1][0],
        )
        for name, title in THEMES
    ),
    *(
        Action(
            f"language_{code}",
            "view",
            title,
            lambda d, code=code: d.set_language(code),  # type: ignore[misc]  # the loop's value
            checked=lambda d, code=code: d.has_language(code),  # type: ignore[misc]  # the same
            ends_group=code == "ru",
        )
        for code, title in LANGUAGES
    ),
    *(
        Action(
            f"panel_{name}",
            "view",
            title,
            lambda d, name=name: d.toggle_panel(name),  # type: ignore[misc]  # the loop's value
            needs="project",
            checked=lambda d, name=name: d.shows_panel(name),  # type: ignore[misc]  # the same
        )
        for name, title in PANELS
    ),
    Action(
        "panel_next",
        "view",
        msg("To the next panel"),
        lambda d: d.go_to_panel(1),
        ("F6",),
        needs="project",
    ),
    Action(
        "panel_previous",
        "view",
        msg("To the panel before"),
        lambda d: d.go_to_panel(-1),
        ("Shift+F6",),
        needs="project",
    ),
    Action("reset", "view", msg("Panels as at first"), lambda d: d.reset_layout(), needs="project"),
    Action("shortcuts", "help", msg("Keys…"), lambda d: d.show_shortcuts(), ("F1",)),
    Action("about", "help", msg("About"), lambda d: d.show_about()),
)


def table(codebook: Codebook | None) -> tuple[Action, ...]:
    """All rows: the fixed ones, and those that the codebook's labels bring."""
    return (*FIXED, *(_labels(codebook) if codebook else ()))


def _labels(codebook: Codebook) -> Iterator[Action]:
    verbs: tuple[tuple[str, str, Run, Callable[[Label], Message], str, Message | None], ...] = (
        ("label", "", tagging.label, _mark_as, "article", None),
        ("arm", "Shift+", tagging.arm, _arm, "article", ARM),
        ("fragment", "Ctrl+Shift+", tagging.add_fragment, _add_to, "article", ADD),
        ("relabel", "Alt+", tagging.relabel, _make, "span", RELABEL),
    )
    taken = {chord for row in FIXED for chord in row.keys} - {TAKE_ALL}
    for verb, modifiers, run, title, needs, submenu in verbs:
        for label in codebook.labels:
            yield Action(
                f"{verb}.{label.id}",
                "mark",
                title(label),
                _bound(run, label.id),
                (modifiers + label.key,)
                if label.key and modifiers + label.key not in taken
                else (),
                True,
                needs,
                submenu=submenu,
            )
    for number in range(1, 10):
        yield Action(
            f"digit.{number}",
            "",
            msg("Value {number} of the attribute", number=number),
            _digit(number),
            (str(number),),
            True,
            "span",
        )


def _mark_as(label: Label) -> Message:
    return msg("Mark as {label}", label=label.name)


def _arm(label: Label) -> Message:
    return msg("Arm {label}", label=label.name)


def _add_to(label: Label) -> Message:
    return msg("Add the selection to the last {label}", label=label.name)


def _make(label: Label) -> Message:
    return msg("Make the span {label}", label=label.name)


def _bound(run: Callable[[Session, str], object], label: str) -> Callable[[Desk], object]:
    return lambda desk: run(desk.session, label)


def _digit(number: int) -> Callable[[Desk], object]:
    return lambda desk: tagging.digit(desk.session, number)


def keymap(rows: tuple[Action, ...]) -> dict[str, Action]:
    """Chord -> action; the first row that names a chord has it."""
    found: dict[str, Action] = {}
    for row in rows:
        for chord in row.keys:
            found.setdefault(chord, row)
    return found
