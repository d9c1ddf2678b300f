"""Kexie: the open platform for a city's association for science and technology."""

__version__ = "0.1.0"
