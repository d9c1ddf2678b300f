"""Doors for people: log-in, and the registers of the workbench."""
