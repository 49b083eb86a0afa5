"""A screen reader of its own: reads the window over AT-SPI as Orca does, and tags one word.

Run by the Python that has `gi`, in a session with a screen and a bus of its own; prints JSON. The
arguments are the words to mark and the command that starts the program.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import_module("gi").require_version("Atspi", "2.0")
Atspi, GLib = import_module("gi.repository.Atspi"), import_module("gi.repository.GLib")

EVENTS = (
    "object:announcement",
    "object:property-change:accessible-description",
    "object:property-change:accessible-name",
    "object:text-caret-moved",
)


def main(words: str, command: list[str]) -> None:
    heard: list[list[str]] = []
    listener = Atspi.EventListener.new(
        lambda event: heard.append([event.type, event.source.get_name(), str(event.any_data)])
    )
    for name in EVENTS:
        listener.register(name)
    program = subprocess.Popen(command)
    try:
        found = read(words, heard)
    finally:
        program.terminate()
        program.wait(20)
    print(json.dumps(found))


def read(words: str, heard: list[list[str]]) -> dict[str, Any]:
    """What the window says of itself, before and after `words` are marked."""
    article = until(lambda: find(window(), "text", ".article"))
    length = until(lambda: Atspi.Text.get_character_count(article))
    found: dict[str, Any] = {
        "text": Atspi.Text.get_text(article, 0, length),
        "caret": [Atspi.Text.get_caret_offset(article)],
        "panels": [node.get_name() for node in nodes(window()) if is_panel(node)],
    }
    # Qt counts as UTF-16 does.
    at = len(found["text"].split(words)[0].encode("utf-16-le")) // 2
    Atspi.Text.set_caret_offset(article, at)
    until(lambda: Atspi.Text.get_caret_offset(article) == at)
    found["caret"].append(Atspi.Text.get_caret_offset(article))
    Atspi.Text.add_selection(article, at, at + len(words))
    until(lambda: Atspi.Text.get_n_selections(article))
    box = Atspi.Text.get_character_extents(article, at, Atspi.CoordType.SCREEN)
    found["character"] = [box.width, box.height]
    del heard[:]
    act(find(window(), "menu item", "action.label.Actor"))
    until(lambda: said(heard))
    found["made"] = said(heard)
    found["place"] = article.get_description()
    found["status"] = find(window(), "label", "status.words").get_name()
    del heard[:]
    for key, names in (("focused", ("step_out", "span_previous")), ("deleted", ("delete",))):
        del heard[:]
        for name in names:
            act(find(window(), "menu item", f"action.{name}"))
        until(lambda: said(heard))
        found[key] = said(heard)
    found["unnamed"] = [
        node.get_accessible_id()
        for node in nodes(window())
        if not node.get_name() and node.get_role_name() in ("push button", "text", "list", "panel")
    ]
    return found


def window() -> Any:
    desktop = Atspi.get_desktop(0)
    programs = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
    return next((program for program in programs if program), None)


def nodes(node: Any) -> Iterator[Any]:
    """A node and all below it."""
    if node is None:
        return
    yield node
    for index in range(node.get_child_count()):
        yield from nodes(node.get_child_at_index(index))


def find(root: Any, role: str, name: str) -> Any:
    return next(
        (
            node
            for node in nodes(root)
            if node.get_role_name() == role and node.get_accessible_id().endswith(name)
        ),
        None,
    )


def is_panel(node: Any) -> bool:
    names = node.get_accessible_id().split(".")
    return node.get_role_name() == "panel" and "dock" in names[-2:]


def act(node: Any) -> None:
    Atspi.Action.do_action(node, 0)


def said(heard: list[list[str]]) -> list[str]:
    return [event[2] for event in heard if event[0].startswith("object:announcement")]


def until(there: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Let events come in until `there` gives something, and return that."""
    loop, end = GLib.MainLoop(), time.monotonic() + seconds
    while not (found := there()):
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds} s in vain: {there.__code__.co_firstlineno}")
        GLib.timeout_add(50, loop.quit)
        loop.run()
    return found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
