"""Promises of speed and size, measured: CPU per request, queries per request, ratios, seconds, memory.

`python -m bench` runs every module below in a process of its own over the same data set and prints one line per promise.
"""
