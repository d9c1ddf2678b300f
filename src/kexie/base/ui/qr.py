"""QR codes of addresses as SVG inside the page: no picture file, and no service of others that would learn the address."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString

SCALE = 4


def svg(address: str) -> SafeString:
    """The code of ``address`` on a white ground, quiet zone included, so that it can be read in the dark look too. It is
    hidden from screen readers: the address itself stands beside it.
    """
    code = segno.make_qr(address, error="m")
    drawn = code.svg_inline(
        scale=SCALE, border=4, dark="#000", light="#fff", omitsize=False, svgclass="qr", lineclass=None
    )
    return SafeString(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
