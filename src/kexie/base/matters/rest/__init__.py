"""Matters and cases for programs: what can be applied for, the cases that one may see, and what one does in them."""

from kexie.base.matters.rest import cases, services
from kexie.base.matters.rest.routing import router

__all__ = ["cases", "router", "services"]
