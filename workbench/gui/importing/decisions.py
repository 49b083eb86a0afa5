"""What is decided about the names of files: by the project, by the program, by the user. No Qt."""

from collections.abc import Callable

from workbench.domain.codebook_draft import Part
from workbench.domain.errors import WorkbenchError
from workbench.domain.mapping import EMPTY, Mapping
from workbench.store.project import Project
from workbench.transfer import Plan, kept_mapping, read_mapping
from workbench.transfer.mapping import drop_mapping, ready_for


class Decisions:
    """The decisions of one sheet, over those that a project keeps and those that come ready.

    `given` are the latter two; `kept` and `ready` are their names, where they are in use.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._own = EMPTY
        self._by_name = EMPTY  # of these, all but what was left out wholesale
        self._refused: set[str] = set()
        self.given = EMPTY
        self.kept: tuple[str, ...] = ()
        self.ready: tuple[str, ...] = ()

    def begin(self, plan: Plan) -> Plan:
        """The plan with all decisions. Raises Refused where the codebook has no place for one."""
        self._look_up(plan)
        return plan.decided_by(self._own.over(self.given), self._by_name.over(self.given))

    def put(self, plan: Plan, change: Callable[[Mapping], Mapping], by_name: bool = True) -> Plan:
        """The plan with other decisions of the user; where it is refused, they are as before.

        What is left out wholesale holds for this import alone.
        """
        before = self._own.over(self.given)
        own, named = change(before), self._by_name
        parts: tuple[Part, Part] = ("labels", "relations")
        for part in parts if by_name else ():
            known = before.ways(part)
            for owner, way in own.ways(part).items():
                if owner not in known or known[owner] != way:
                    named = named.put(part, owner, way)
        made = plan.decided_by(own, named.over(self.given))
        self._own, self._by_name = own, named
        return made

    def forget(self, plan: Plan) -> Plan:
        """The plan without any decision; the project keeps none for its formats any more."""
        for name in self.kept:
            drop_mapping(self._project, name)
        self._refused.update(self.ready)
        self._own = self._by_name = EMPTY
        return self.begin(plan)

    def _look_up(self, plan: Plan) -> None:
        kept: dict[str, Mapping] = {}
        ready: dict[str, Mapping] = {}
        for name in plan.formats:
            found = kept_mapping(self._project.read, name)
            if found != EMPTY:
                kept[name] = found
            made = ready_for(name, plan.found.labels)
            if made is not None and made not in self._refused:
                ready[made] = read_mapping(made)
        given = EMPTY
        for mapping in (*ready.values(), *kept.values()):
            given = mapping.over(given)
        try:
            plan.decided_by(given)
        except WorkbenchError:  # of a codebook that has changed since
            given, kept, ready = EMPTY, {}, {}
        self.given, self.kept, self.ready = given, tuple(kept), tuple(ready)
        if kept:
            self.ready = ()
