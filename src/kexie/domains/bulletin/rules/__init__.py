"""The bulletin's pure decisions: what a file says, how an issue is numbered, how it lives, how it is laid out."""
