// A search box that offers titles while one types (WAI-ARIA combobox with a list). Without it the form is sent as it is.
import { fresh } from "./find.js";

let number = 0;

class Suggest {
  constructor(text) {
    this.text = text;
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.className = "suggest__list";
    this.list.id = `suggest-${(number += 1)}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    const label = text.labels && text.labels[0];
    this.list.setAttribute("aria-label", label ? label.textContent.trim() : "");
    text.parentElement.classList.add("suggest");
    text.parentElement.append(this.list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) text.setAttribute(name, value);
    this.listen();
  }

  listen() {
    this.text.addEventListener("input", () => this.later());
    this.text.addEventListener("keydown", (event) => this.press(event));
    this.text.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 200);
  }

  async ask() {
    if (this.asking) this.asking.abort();
    const typed = this.text.value.trim();
    if (!typed) return this.close();
    const asking = (this.asking = new AbortController());
    const url = new URL(this.text.dataset.suggest, location.href);
    url.searchParams.set("q", typed);
    try {
      const response = await fetch(url, { signal: asking.signal });
      if (response.ok && document.activeElement === this.text) this.show(await response.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.at = -1;
    this.list.innerHTML = html;
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, at) => (option.id = `${this.list.id}-${at}`));
    this.list.hidden = !this.options.length;
    this.text.setAttribute("aria-expanded", String(!this.list.hidden));
    this.text.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && open) this.move(1);
    else if (event.key === "ArrowDown") this.ask();
    else if (event.key === "ArrowUp" && open) this.move(-1);
    else if (event.key === "Enter" && open && this.at >= 0) location.assign(this.options[this.at].dataset.url);
    else if (event.key === "Escape" && open) this.close();
    else return;
    event.preventDefault();
  }

  move(step) {
    const stops = this.options.length + 1; // one more: the box itself
    this.at = ((this.at + 1 + step + stops) % stops) - 1;
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.at)));
    if (this.at < 0) return this.text.removeAttribute("aria-activedescendant");
    this.options[this.at].scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", this.options[this.at].id);
  }

  close() {
    clearTimeout(this.timer);
    if (this.asking) this.asking.abort();
    this.list.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }
}

export function start(root) {
  for (const text of fresh(root, "input[data-suggest]")) new Suggest(text);
}
