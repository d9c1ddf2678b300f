// 长辈版, light and dark: at once, without loading the page again. The server keeps the choice in its cookie.
import { fresh } from "./find.js";

const schemes = ["light", "dark"];
const root = document.documentElement;

function apply(name, value) {
  if (name === "elder") root.classList.toggle("elder", value === "on");
  if (name === "scheme") for (const scheme of schemes) root.classList.toggle(scheme, scheme === value);
}

const scheme = () => schemes.find((name) => root.classList.contains(name)) || "auto";

// A page that was kept for reading offline is shown in the present look: its buttons may say otherwise.
function press(form) {
  const chosen = { elder: root.classList.contains("elder") ? "on" : "off", scheme: scheme() };
  for (const button of form.querySelectorAll("button[name]")) {
    button.setAttribute("aria-pressed", String(chosen[button.name] === button.value));
  }
}

function colour() {
  const chosen = scheme();
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
    const own = meta.dataset.scheme;
    meta.media = chosen === "auto" ? `(prefers-color-scheme: ${own})` : own === chosen ? "all" : "not all";
  }
}

export function start(under) {
  for (const form of fresh(under, "form[data-display]")) {
    press(form);
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || !button.name) return;
      event.preventDefault();
      apply(button.name, button.value);
      for (const each of document.querySelectorAll("form[data-display]")) press(each);
      colour();
      document.dispatchEvent(new CustomEvent("look"));
      const body = new URLSearchParams([[button.name, button.value]]);
      // Without the network the choice holds until the next page from the server.
      fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => {});
    });
  }
}
