"""Articles as they are chosen, in any format: counted as they go by, compared when read back."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing

from workbench.domain.errors import ExportFailed
from workbench.domain.records import Article
from workbench.exchange.bundle import Bundle, Problem
from workbench.exchange.dialect import WriteOptions
from workbench.jobs import Silent
from workbench.transfer.asked import Asked
from workbench.transfer.digest import Sum, digest
from workbench.transfer.places import Making
from workbench.transfer.request import Preview, Tally
from workbench.transfer.rereading import look_at, read_back
from workbench.transfer.steps import Steps
from workbench.transfer.windows import cut, windows


class Articles:
    """The articles that are asked for, cut into windows where so asked."""

    def __init__(self, asked: Asked) -> None:
        self._tally = Tally(asked.of)
        self.asked = asked
        self._dialect = asked.dialect
        self._written = Sum(self._dialect.keeps)

    @property
    def held(self) -> Mapping[str, int]:
        """What went by of what the format holds."""
        return self._tally.held

    def look(self, steps: Steps) -> Preview:
        """What would be written."""
        with closing(self._counted(steps)) as articles:
            for _ in articles:
                pass
        return self.preview()

    def write(self, made: Making, steps: Steps) -> None:
        """Write what goes by."""
        asked = self.asked
        with closing(self._remembered(steps)) as articles:
            self._dialect.write(articles, asked.codebook, made, WriteOptions(asked.unit))
        if not self._tally.articles:
            raise ExportFailed("Nothing is chosen, so nothing was exported. Widen the choice.")

    def verify(self, made: Making, steps: Steps) -> None:
        """Hold every article that is read back against what went by, or what can be held."""
        if not self._dialect.reads:
            look_at(self._dialect, made, self._tally.held)
            return
        found = Sum(self._dialect.keeps)
        for item in self._read(made, steps):
            found.add(item)
        if found != self._written:
            raise self._difference(made)

    def preview(self) -> Preview:
        """What went by."""
        return self._tally.preview(self.asked.codebook, self._dialect)

    def _remembered(self, steps: Steps) -> Generator[Bundle, None, None]:
        """Each article that goes out, with a sum of what has to be read back of it."""
        with closing(self._counted(steps)) as articles:
            for bundle, carried in articles:
                if self._dialect.reads:
                    self._written.add(carried)
                yield bundle

    def _counted(self, steps: Steps) -> Generator[tuple[Bundle, Bundle], None, None]:
        """Each article or window, and what the format holds of it."""
        dialect, codebook = self._dialect, self.asked.codebook
        with closing(self._chosen(steps)) as articles:
            for bundle in articles:
                carried = dialect.carries(bundle, codebook)
                self._tally.carried(bundle, carried, dialect)
                yield bundle, carried

    def _chosen(self, steps: Steps) -> Generator[Bundle, None, None]:
        window = self.asked.request.window
        with closing(self.asked.snapshot.each_article()) as stream:
            for number, article in enumerate(stream):
                steps.step(number)
                bundle = self._narrowed(article)
                if bundle is None:
                    continue
                if window is None:
                    yield bundle
                    continue
                parts = windows(bundle, window)
                self._tally.divided(len(parts), cut(bundle, parts))
                yield from parts

    def _narrowed(self, article: Article) -> Bundle | None:
        """What goes out of an article; None where it is not chosen."""
        asked = self.asked
        choice, split = asked.request.choice, asked.split
        side = split.side(article) if split else None
        if not choice.takes(article) or (choice.sides and side not in choice.sides):
            return None
        whole = Bundle(*asked.snapshot.whole(article))
        bundle = choice.narrowed(whole)
        if bundle is None:
            return None
        if asked.divides and side is None:
            self._tally.unsided += 1
            return None
        self._tally.chosen(bundle, side or "", self._dialect)
        self._tally.waiting(choice.waiting(whole))
        return bundle

    def _read(self, made: Making, steps: Steps) -> Iterator[Bundle]:
        asked, of = self.asked, self.asked.of
        for number, item in enumerate(
            read_back(self._dialect, made.path, asked.codebook, asked.unit)
        ):
            steps.step(of + number * of // (self._written.count + 1))
            if isinstance(item, Problem):
                raise ExportFailed(
                    "What was written cannot be read back: {reason} Nothing was exported. Choose "
                    "another format, and report this.",
                    reason=item.message,
                )
            yield item

    def _difference(self, made: Making) -> ExportFailed:
        """The article that is not what it was, sought only when there is one."""
        steps, dialect = Steps(Silent(), 0, parts=1), self._dialect
        there = {digest(bundle, dialect.keeps) for bundle in self._read(made, steps)}
        with closing(Articles(self.asked)._chosen(steps)) as articles:
            for bundle in articles:
                carried = dialect.carries(bundle, self.asked.codebook)
                if digest(carried, dialect.keeps) not in there:
                    return ExportFailed(
                        "The article «{title}» is not the same when it is read back. Nothing was "
                        "exported. Choose another format, and report this.",
                        title=bundle.article.title or bundle.article.id,
                    )
        return ExportFailed(
            "Not as many articles can be read back as were written. Nothing was exported. Choose "
            "another format, and report this."
        )
