// A text box becomes a combobox (WAI-ARIA combobox with a list): type a name, its pinyin or its initials.
import { fresh } from "./find.js";

let number = 0;

class Picker {
  constructor(box) {
    this.box = box;
    this.key = box.querySelector('input[type="hidden"]');
    this.text = box.querySelector('input[type="text"]');
    this.at = -1;
    this.options = [];
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.className = "picker__list";
    this.list.id = `picker-${(number += 1)}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    const label = this.text.labels && this.text.labels[0];
    this.list.setAttribute("aria-label", label ? label.textContent : this.text.getAttribute("aria-label") || "");
    box.append(this.list);
    this.key.disabled = false;
    this.describe();
    this.listen();
  }

  describe() {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) this.text.setAttribute(name, value);
  }

  listen() {
    this.text.addEventListener("input", () => {
      this.key.value = "";
      this.later();
    });
    this.text.addEventListener("keydown", (event) => this.press(event));
    this.text.addEventListener("click", () => this.ask());
    this.text.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option][data-at]");
      if (item) this.take(Number(item.dataset.at));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 150);
  }

  async ask() {
    const turn = (this.asked += 1);
    const url = new URL(this.box.dataset.picker, location.href);
    url.searchParams.set("q", this.key.value ? "" : this.text.value);
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok || turn !== this.asked || document.activeElement !== this.text) return;
    this.options = (await response.json()).options;
    this.show();
  }

  show() {
    this.at = -1;
    this.list.replaceChildren(...(this.options.length ? this.options.map((option, at) => this.item(option, at)) : [this.none()]));
    this.list.hidden = false;
    this.text.setAttribute("aria-expanded", "true");
    this.text.removeAttribute("aria-activedescendant");
  }

  item(option, at) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${at}`;
    item.dataset.at = at;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const label = document.createElement("span");
    label.textContent = option.label;
    const note = document.createElement("span");
    note.className = "picker__note";
    note.textContent = option.note;
    item.append(label, note);
    return item;
  }

  none() {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = this.box.dataset.none;
    return item;
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && !open) this.ask();
    else if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp" && open) this.move(-1);
    else if (event.key === "Enter" && open && this.at >= 0) this.take(this.at);
    else if (event.key === "Escape" && open) this.close();
    else return;
    event.preventDefault();
  }

  move(step) {
    if (!this.options.length) return;
    this.at = (this.at + step + this.options.length) % this.options.length;
    for (const item of this.list.children) item.setAttribute("aria-selected", String(Number(item.dataset.at) === this.at));
    const chosen = this.list.children[this.at];
    chosen.scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", chosen.id);
  }

  take(at) {
    this.text.value = this.options[at].label;
    this.key.value = this.options[at].key;
    this.key.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  close() {
    this.asked += 1;
    this.list.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }
}

export function start(root) {
  for (const box of fresh(root, "[data-picker]")) new Picker(box);
}
