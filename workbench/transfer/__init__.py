"""Articles into a project and out of it: what the window, the command line and the demo share."""

from workbench.transfer.choice import Choice, choices, drop_choice, keep_choice
from workbench.transfer.codebooks import weigh
from workbench.transfer.incoming import Import, import_paths, take_all
from workbench.transfer.mapping import keep_mapping, kept_mapping, read_mapping
from workbench.transfer.outgoing import export, export_dataset, export_to, preview
from workbench.transfer.planning import Match, Plan, planned
from workbench.transfer.report import Report
from workbench.transfer.request import Exported, Preview, Request
from workbench.transfer.sources import files, read
from workbench.transfer.splits import Parted, Shares, Split, keep_split, kept_split, split
from workbench.transfer.verifying import Verified, verify

__all__ = [
    "Choice",
    "Exported",
    "Import",
    "Match",
    "Parted",
    "Plan",
    "Preview",
    "Report",
    "Request",
    "Shares",
    "Split",
    "Verified",
    "choices",
    "drop_choice",
    "export",
    "export_dataset",
    "export_to",
    "files",
    "import_paths",
    "keep_choice",
    "keep_mapping",
    "keep_split",
    "kept_mapping",
    "kept_split",
    "planned",
    "preview",
    "read",
    "read_mapping",
    "split",
    "take_all",
    "verify",
    "weigh",
]
