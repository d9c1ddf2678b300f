"""Verbs of notices: telling, marking as read, mailing."""
