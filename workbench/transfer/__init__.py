"""Articles into a project and out of it: what the window, the command line and the demo share."""

from workbench.transfer.codebooks import weigh
from workbench.transfer.incoming import Intake, Report, files, import_paths, read
from workbench.transfer.outgoing import export, export_to

__all__ = ["Intake", "Report", "export", "export_to", "files", "import_paths", "read", "weigh"]
