"""Rows: spans and links, sentences, triples, gazetteers, as CSV, XLSX and JSONL."""
