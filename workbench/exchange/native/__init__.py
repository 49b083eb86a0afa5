"""The program's own JSONL: everything, byte for byte."""
