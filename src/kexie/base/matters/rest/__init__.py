"""Matters and cases for programs: what can be applied for, the cases that one may see, and what one does in them."""

from kexie.base.matters.rest import acts, cases, services
from kexie.base.matters.rest.routing import router

__all__ = ["acts", "cases", "router", "services"]
