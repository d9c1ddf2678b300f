"""Verbs of the concierge: each one transaction."""
