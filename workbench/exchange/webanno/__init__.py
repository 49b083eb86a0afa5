"""WebAnno TSV 3.3, as INCEpTION reads and writes it."""
