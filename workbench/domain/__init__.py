"""What the workbench is about, in values and pure functions: standard library only."""
