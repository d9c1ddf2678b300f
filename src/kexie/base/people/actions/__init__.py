"""Verbs that change organisations, persons, posts and accounts."""
