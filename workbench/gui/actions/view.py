"""Rows of the table: what is seen, and how."""

from workbench.domain.words import msg
from workbench.gui.actions.action import Action
from workbench.gui.verbs import showing

THEMES = (
    ("system", msg("Colours: follow the system")),
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

VIEW: tuple[Action, ...] = (
    Action(
        "larger", "view", msg("Larger text"), lambda d: d.appearance.resize_text(1), ("Ctrl+Plus",)
    ),
    Action(
        "smaller",
        "view",
        msg("Smaller text"),
        lambda d: d.appearance.resize_text(-1),
        ("Ctrl+Minus",),
    ),
    Action(
        "usual", "view", msg("Usual text size"), lambda d: d.appearance.resize_text(0), ("Ctrl+0",)
    ),
    Action(
        "wider", "view", msg("Wider column"), lambda d: d.appearance.widen_column(1), ("Alt+Plus",)
    ),
    Action(
        "narrower",
        "view",
        msg("Narrower column"),
        lambda d: d.appearance.widen_column(-1),
        ("Alt+Minus",),
    ),
    Action(
        "looser",
        "view",
        msg("Lines further apart"),
        lambda d: d.appearance.space_lines(1),
        ("Ctrl+Alt+Plus",),
    ),
    Action(
        "tighter",
        "view",
        msg("Lines closer"),
        lambda d: d.appearance.space_lines(-1),
        ("Ctrl+Alt+Minus",),
    ),
    Action(
        "face",
        "view",
        msg("Typeface of the text…"),
        lambda d: d.appearance.choose_face(),
        ends_group=True,
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
        lambda d: showing.show_all(d.session),
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
            lambda d, name=name: d.appearance.set_theme(name),  # type: ignore[misc]  # the loop's value
            checked=lambda d, name=name: d.appearance.has_theme(name),  # type: ignore[misc]  # the same
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
        msg("To the previous panel"),
        lambda d: d.go_to_panel(-1),
        ("Shift+F6",),
        needs="project",
    ),
    Action("reset", "view", msg("Reset the panels"), lambda d: d.reset_layout(), needs="project"),
)
