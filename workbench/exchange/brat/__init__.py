"""brat standoff: a folder of texts with an .ann file each."""
