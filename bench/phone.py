"""The home page on a slow telephone: what a browser measures, and what it loads.

Chromium, four times slower than this machine, behind 1.6 Mbit/s with 150 ms of delay (Lighthouse's slow 4G), nothing kept.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from bench.promise import Measured, set_up, tell
from bench.service import _wait_for, free_port

CHROMIUM = os.environ.get("KEXIE_CHROMIUM", "/usr/bin/chromium")
SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; })
  .observe({type: "layout-shift", buffered: true});
"""
ROUNDS = 3


def visit(address: str) -> dict[str, float]:
    """One first visit: LCP in seconds, CLS, kilobytes as sent without pictures, and requests to other hosts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        for command, given in (
            ("Network.enable", {}),
            ("Network.setCacheDisabled", {"cacheDisabled": True}),
            ("Network.emulateNetworkConditions", NETWORK),
            ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
        ):
            session.send(command, given)
        kinds: dict[str, str] = {}
        sent: dict[str, float] = {}
        abroad: list[str] = []
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        session.on(
            "Network.loadingFinished", lambda event: sent.update({event["requestId"]: event["encodedDataLength"]})
        )
        page.on("request", lambda request: abroad.append(request.url) if _abroad(request.url, address) else None)
        page.goto(address, wait_until="networkidle")
        page.wait_for_timeout(500)
        seen = page.evaluate("window.seen")
        browser.close()
    weight = sum(size for number, size in sent.items() if kinds.get(number) not in {"Image", "Media"})
    return {"lcp": seen["lcp"] / 1000, "cls": seen["cls"], "kb": weight / 1000, "abroad": len(abroad)}


def _abroad(url: str, address: str) -> bool:
    return not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != urlsplit(address).netloc


def main() -> None:
    """Tell the demo, serve it as in service, visit its home page; nothing is measured where there is no Chromium."""
    if not Path(CHROMIUM).is_file():
        raise SystemExit(f"no Chromium at {CHROMIUM}; set KEXIE_CHROMIUM")
    set_up()
    from django.core.management import call_command

    from kexie.site.config.serving import web_command
    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    port = free_port()
    server = subprocess.Popen(web_command("127.0.0.1", port, workers=2), stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        visits = [visit(f"http://127.0.0.1:{port}/") for _ in range(ROUNDS)]
    finally:
        server.terminate()
        server.wait(15)
    middle = sorted(visits, key=lambda one: one["lcp"])[ROUNDS // 2]
    tell(
        Measured("phone_home_lcp", middle["lcp"], "s", 2.5),
        Measured("phone_home_cls", max(one["cls"] for one in visits), "", 0.05),
        Measured("phone_home_weight", max(one["kb"] for one in visits), "kB", 150),
        Measured("phone_home_other_hosts", max(one["abroad"] for one in visits), "requests", 0),
    )


if __name__ == "__main__":
    main()
