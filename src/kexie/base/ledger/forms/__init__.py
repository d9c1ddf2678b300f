"""Shapes of input of the ledger."""
