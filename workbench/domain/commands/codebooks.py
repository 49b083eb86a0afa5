"""Changing the codebook of a project."""

from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.words import msg


def change_codebook(before: Codebook, after: Codebook) -> Transaction:
    """Put another codebook in the place of the one in use."""
    return Transaction(
        msg("Codebook {name} {version}", name=after.id, version=after.version),
        (Change(before, after),),
    )
