// In-page tabs: links to sections become tabs with arrow keys (WAI-ARIA tabs pattern).
import { fresh } from "./find.js";

function choose(tabs, chosen, focus) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    document.getElementById(tab.hash.slice(1)).hidden = !on;
  }
  if (focus) chosen.focus();
}

function step(tabs, from, key) {
  const places = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: tabs.length - 1 };
  return key in places ? tabs[(places[key] + tabs.length) % tabs.length] : null;
}

export function start(root) {
  for (const group of fresh(root, "[data-tabs]")) {
    const tabs = [...group.querySelectorAll('a[href^="#"]')];
    const list = group.querySelector("ul");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", group.getAttribute("aria-label") || "");
    group.setAttribute("role", "presentation");
    for (const tab of tabs) {
      tab.parentElement.setAttribute("role", "presentation");
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", tab.hash.slice(1));
      const panel = document.getElementById(tab.hash.slice(1));
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("tabindex", "0");
      if (!tab.id) tab.id = `${panel.id}-tab`;
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        choose(tabs, tab, false);
      });
      tab.addEventListener("keydown", (event) => {
        const next = step(tabs, tabs.indexOf(tab), event.key);
        if (!next) return;
        event.preventDefault();
        choose(tabs, next, true);
      });
    }
    choose(tabs, tabs.find((tab) => tab.hash === location.hash) || tabs[0], false);
  }
}
