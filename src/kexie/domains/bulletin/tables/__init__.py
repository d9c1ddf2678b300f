"""The bulletin's registers, a module for each theme."""

from kexie.domains.bulletin.tables.issues import IssueTable

__all__ = ["IssueTable"]
