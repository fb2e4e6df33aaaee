"""The knowledge: articles, how they are read and checked, and the search over them."""
