"""Doors of the bulletin for browsers: the public pages, the desk, and its sections in pages of the house."""
