"""The translations: whole, of this very source, and nothing is shown that cannot be translated."""

import ast
import importlib.util
import re
import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from workbench.domain.words import speak, tr, trn
from workbench.gui.actions.action import MENUS
from workbench.locale import LANGUAGES, catalogue

ROOT = Path(__file__).parents[1]
GUI = sorted((ROOT / "workbench" / "gui").rglob("*.py"))


def tool() -> ModuleType:
    """packaging/messages.py, which no package holds."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "packaging" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = tool()
SPEAKERS = messages.speakers(
    [ast.parse(file.read_text("utf-8")) for file in (ROOT / "workbench").rglob("*.py")]
)


def text_of(language: str) -> bytes:
    """The catalogue as it is in the checkout."""
    return bytes(messages.file_of(language, ".po").read_bytes())


def entries(language: str) -> list[Message]:
    """Its sentences, without the header."""
    return [message for message in read_po(BytesIO(text_of(language)), language) if message.id]


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of the source, and those of the translation."""
    said, translated = (
        part if isinstance(part, tuple) else (part,) for part in (message.id, message.string)
    )
    return tuple(map(str, said)), tuple(map(str, translated))


def fields(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_but_english_has_a_catalogue() -> None:
    assert set(messages.LANGUAGES) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", messages.LANGUAGES)
class TestCatalogue:
    def test_it_holds_the_sentences_of_the_source(self, language: str) -> None:
        kept, found = {message.id for message in entries(language)}, set(messages.extracted())
        assert kept == found, "run: python packaging/messages.py"

    def test_everything_is_translated(self, language: str) -> None:
        for message in entries(language):
            assert messages.is_whole(message.string), message.id
            assert not message.fuzzy, message.id
            assert len(forms(message)[1]) == (3 if message.pluralizable else 1)

    def test_each_form_has_the_fields_of_the_sentence(self, language: str) -> None:
        for message in entries(language):
            said, translated = forms(message)
            # English may leave the number out of its singular, which is of one thing alone.
            assert fields(said[0]) | {"count"} >= fields(said[-1]) >= fields(said[0]), said
            for text in translated:
                assert fields(text) == fields(said[-1]), text

    def test_a_sentence_ends_as_it_does_in_the_source(self, language: str) -> None:
        for message in entries(language):
            said, translated = forms(message)
            core = said[0].strip()
            for text in translated:
                assert said[0].replace(core, text.strip()) == text, "other white space around it"
                end = text.strip()[-1]
                assert (end in "…:?") == (core[-1] in "…:?"), text
                assert end == "." or core[-1] != "." or fields(text), text

    def test_what_the_program_reads_is_compiled_of_it(self, language: str) -> None:
        compiled = messages.compiled(text_of(language), language)
        assert messages.file_of(language, ".mo").read_bytes() == compiled

    def test_it_says_nothing_of_when_and_where_it_was_made(self, language: str) -> None:
        assert str(ROOT).encode() not in text_of(language)
        assert not re.search(rb"-Date:|Generated|20\d\d-\d\d|\.py:\d", text_of(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_menu_has_a_letter_of_its_own(language: str) -> None:
    speak(catalogue(language))
    try:
        titles = [str(title) for _, title in MENUS]
    finally:
        speak(None)
    letters = [found[1].casefold() for title in titles if (found := re.search(r"&(\w)", title))]
    assert len(letters) == len(titles)
    assert len(set(letters)) == len(titles), titles


def test_russian_has_three_plurals_and_says_so() -> None:
    speak(catalogue("ru"))
    try:
        said = [trn("{count} article", "{count} articles", count) for count in (1, 2, 5, 11, 21)]
        assert said == ["1 статья", "2 статьи", "5 статей", "11 статей", "21 статья"]
        assert tr("Undo") == "Отменить"
    finally:
        speak(None)


# -- what goes past the catalogue

# What puts its strings before the user: methods of Qt and widgets made with a text.
SHOWS = frozenset(
    re.findall(
        r"\w+",
        """
    setText setPlainText setHtml setToolTip setStatusTip setWhatsThis setPlaceholderText
    setWindowTitle setTitle setAccessibleName setAccessibleDescription setInformativeText
    setDetailedText setLabelText setOkButtonText setCancelButtonText setTabText setSuffix setPrefix
    addAction addMenu addButton addItem addItems addTab insertItem showMessage emit drawText
    QLabel QPushButton QToolButton QCheckBox QRadioButton QGroupBox QAction QMenu QDockWidget
    QMessageBox QInputDialog question information warning critical
    """,
    )
)

# Literals that are no language, or are the same in every one.
UNTRANSLATED = {
    "ЙЦУКЕН": "the Russian keyboard layout is called by its keys",
    "QWERTY": "the English keyboard layout is called by its keys",
    "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ": "the keys of a Russian keyboard",
    "d MMMM yyyy": "a date format of Qt",
    "Qt holds another text than the project": "a bug, told in a report and not to the user",
    "\tAlt+↑": "keys, as they are printed",
    "\tAlt+↓": "keys, as they are printed",
    # the names of typefaces
    "PT Serif": "a typeface",
    "Noto Serif": "a typeface",
    "Source Serif 4": "a typeface",
    "Liberation Serif": "a typeface",
    "DejaVu Serif": "a typeface",
}


def strings(node: ast.AST) -> Iterator[str]:
    """The string literals in an expression that are part of what it gives."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from strings(part)
        case ast.IfExp(body=first, orelse=second) | ast.BinOp(left=first, right=second):
            yield from strings(first)
            yield from strings(second)


def shown(tree: ast.Module) -> Iterator[str]:
    """Literals with letters that are given to something that shows them."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and messages.called(call) in SHOWS:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from (text for text in strings(argument) if re.search(r"[^\W\d_]", text))


def sentences(tree: ast.Module) -> Iterator[str]:
    """Literals anywhere that read like language: Cyrillic, or two words; no CSS, HTML or text
    for the catalogue."""
    past = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and messages.called(call) in SPEAKERS
        for node in call.args
    } | {
        id(statement.value)
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr)  # docstrings
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in past:
            words = re.search(r"[а-яёА-ЯЁ]|[A-Za-z]{2,},? [A-Za-z]{2,}", node.value)
            if words and not re.search(r"[{}<>;=]", node.value):
                yield node.value


@pytest.mark.parametrize("file", GUI, ids=lambda file: str(file.stem))
def test_the_window_shows_nothing_that_is_not_translated(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert not {*shown(tree), *sentences(tree)} - set(UNTRANSLATED)


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Saved")',
        'label.setText(f"{count} left")',
        'label.setText("Saved" if done else tr("Working"))',
        'box = QLabel("Saved")',
        'TITLE = "Saved at last"',
        'title = f"{name}, сохранено"',
    ],
)
def test_such_lines_are_found(line: str) -> None:
    tree = ast.parse(line)
    assert [*shown(tree), *sentences(tree)]


def test_every_exception_is_needed() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in GUI]
    found = {text for tree in trees for text in (*shown(tree), *sentences(tree))}
    assert set(UNTRANSLATED) <= found


def test_what_is_translated_is_written_where_it_is_said() -> None:
    """A sentence that is put together at run time is in no catalogue."""
    for file in (ROOT / "workbench").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = messages.called(call)
            if isinstance(call, ast.Call) and call.args and name in SPEAKERS:
                said = list(messages.literals(call, SPEAKERS[name]))
                whole = ("tr", "trn", "msg", "msgn")
                put = any(True for argument in call.args[:1] for _ in strings(argument))
                if name in whole or put:
                    assert len(said) >= SPEAKERS[name] or (name == "Message" and said), (
                        f"{file}:{call.lineno}"
                    )
