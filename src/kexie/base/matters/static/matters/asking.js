// What a form of a matter asks by what was answered, and its rows that are added and taken away; with or without keeping.
import { holds } from "./conditions.js";

function typedIn(item) {
  const inputs = [...item.querySelectorAll("input, select, textarea")].filter((input) => input.type !== "file" && !input.disabled);
  return inputs.filter((input) => !/^(radio|checkbox)$/.test(input.type) || input.checked).map((input) => input.value.trim()).filter(Boolean);
}

function answerOf(item) {
  if (item.dataset.value !== undefined) return item.dataset.value || null;
  const found = typedIn(item);
  if (item.dataset.kind === "list") return found.length ? found : null;
  if (!found.length) return null;
  if (item.dataset.kind === "number") return Number.isFinite(Number(found[0])) ? Number(found[0]) : null;
  if (item.dataset.kind === "truth") return found[0] === "true";
  return found[0];
}

export class Asking {
  // `changed` is told of rows that come and go.
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    form.addEventListener("input", () => this.weigh());
    form.addEventListener("change", () => this.weigh());
    form.addEventListener("click", (event) => this.press(event));
    form.classList.add("filling--live");
    this.count();
    this.weigh();
  }

  // Show what is asked. The items stand in order, and each depends on earlier ones alone: one turn is enough.
  weigh() {
    const answers = new Map();
    for (const item of this.form.querySelectorAll(".filling__item")) {
      const row = item.closest("[data-row]");
      const place = row ? `${row.closest("[data-group]").dataset.group} ${row.dataset.row} ` : "";
      const look = (key) => answers.get(place + key) ?? answers.get(key) ?? null;
      item.hidden = Boolean(item.dataset.show) && !holds(JSON.parse(item.dataset.show), look);
      answers.set(place + item.dataset.key, item.hidden ? null : answerOf(item));
    }
    // Where nothing is asked there is no heading either.
    for (const group of this.form.querySelectorAll(".filling__group:not([data-group])")) {
      const items = [...group.querySelectorAll(".filling__item")];
      group.hidden = items.length > 0 && items.every((item) => item.hidden);
    }
  }

  press(event) {
    const act = event.target.closest("[data-add]") ? "add" : event.target.closest("[data-drop-row]") ? "drop" : "";
    if (!act) return;
    event.preventDefault();
    this[act](event.target.closest("[data-group]"), event.target.closest("[data-row]"));
  }

  add(group) {
    const rows = group.querySelector("[data-rows]");
    const used = [...rows.querySelectorAll("[data-row]")].map((row) => Number(row.dataset.row));
    const index = String(Math.max(-1, ...used) + 1);
    const holder = document.createElement("div");
    holder.append(group.querySelector("[data-blank]").content.cloneNode(true));
    for (const part of holder.querySelectorAll("*")) {
      for (const attribute of part.attributes) attribute.value = attribute.value.split("__row__").join(index);
    }
    const row = holder.firstElementChild;
    rows.append(row);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: row } }));
    this.count();
    this.weigh();
    this.changed();
    const first = row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }

  drop(group, row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    this.count();
    this.weigh();
    this.changed();
    const focus = (next && next.querySelector("[data-drop-row]")) || group.querySelector("[data-add]");
    if (focus) focus.focus();
  }

  // The rows bear numbers; none is added beyond the most.
  count() {
    for (const group of this.form.querySelectorAll("[data-group]")) {
      const rows = [...group.querySelectorAll("[data-rows] > [data-row]")];
      for (const [at, row] of rows.entries()) row.querySelector("[data-number]").textContent = String(at + 1);
      group.querySelector("[data-add]").disabled = rows.length >= Number(group.dataset.most);
    }
  }
}
