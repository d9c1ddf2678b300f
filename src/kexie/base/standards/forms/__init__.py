"""Shapes of input about the standard and the working calendar."""
