"""Shapes of the registers: columns, what may be sorted, what is exported."""
