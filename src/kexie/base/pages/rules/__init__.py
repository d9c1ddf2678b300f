"""Pure decisions about web content: which colours can be read, what is over, what is kept about persons."""

from kexie.base.pages.rules.colours import READABLE, contrast, is_colour, lightened, tone
from kexie.base.pages.rules.personal import declare_personal

__all__ = ["READABLE", "contrast", "declare_personal", "is_colour", "lightened", "tone"]
