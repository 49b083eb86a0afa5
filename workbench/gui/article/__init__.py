"""The article on screen: its lines, its marks, its links, and what floats over them."""
