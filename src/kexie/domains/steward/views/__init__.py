"""Doors of the concierge for browsers."""
