"""Mails that come in: what one says, whether it is to be trusted, what a submission takes from it."""
