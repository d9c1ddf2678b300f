// 长辈版, light and dark: at once, without loading the page again. The server keeps the choice in its cookie.
import { fresh } from "./find.js";

const schemes = ["light", "dark"];

function apply(name, value) {
  const classes = document.documentElement.classList;
  if (name === "elder") classes.toggle("elder", value === "on");
  if (name === "scheme") for (const scheme of schemes) classes.toggle(scheme, scheme === value);
}

function press(form, button) {
  for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}

export function start(root) {
  for (const form of fresh(root, "form[data-display]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || !button.name) return;
      event.preventDefault();
      apply(button.name, button.value);
      press(form, button);
      const body = new URLSearchParams([[button.name, button.value]]);
      fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    });
  }
}
