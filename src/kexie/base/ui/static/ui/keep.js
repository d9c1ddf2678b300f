// What is typed into a form survives an expired log-in, a refused submit and a closed lid: it is kept in this tab's
// session storage, under the person and the page, until the form has arrived or the person logs out.
// A form or a field may opt out by data-keep="off". Never kept: passwords, one-time codes, files and hidden fields; small
// forms in a row of something else (a number to move it by) are left alone.
import { fresh } from "./find.js";

const KEPT = "keep:";
const SENT = "keep-sent";
const LINES = "text search email tel url number".split(" ");
const DAYS = "date time datetime-local month week".split(" ");
const OTHERS = "checkbox radio select-one select-multiple textarea".split(" ");
// A page that answers a refused submit holds what was typed already: errors, or two texts of which one is the stored.
const WRONG = ".summary, .field--wrong, .stored";

const kinds = new Set([...LINES, ...DAYS, ...OTHERS]);
const keepable = (field) => field.dataset.keep !== "off" && field.autocomplete !== "one-time-code";
const fields = (form) => [...form.elements].filter((field) => field.name && kinds.has(field.type) && !field.readOnly && keepable(field));
const ticks = (field) => field.type === "checkbox" || field.type === "radio";

function worthKeeping(form) {
  if (form.method !== "post" || form.dataset.keep === "off" || form.hasAttribute("hx-post")) return false;
  if (form.querySelector('input[type="password"]')) return false;
  const typed = fields(form).filter((field) => LINES.includes(field.type) || DAYS.includes(field.type));
  return typed.length > (form.classList.contains("form") ? 0 : 1) || Boolean(form.querySelector("textarea"));
}

function place(form) {
  const first = fields(form)[0];
  const name = form.id || `${form.getAttribute("action") || ""} ${first ? first.name : ""}`;
  return `${KEPT}${document.body.dataset.person}:${location.pathname}#${name}`;
}

// Two forms that nothing tells apart keep nothing: what is typed into one never stands in the other.
function ambiguous(form) {
  return [...document.forms].some((other) => other !== form && other.method === "post" && place(other) === place(form));
}

function changed(field) {
  if (ticks(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

// A field as [name, its value among others of the name, what was chosen or typed, the text that it began from].
function note(field, began) {
  if (ticks(field)) return [field.name, field.value, field.checked, null];
  if (field.options) return [field.name, "", [...field.selectedOptions].map((option) => option.value), null];
  return [field.name, "", field.value, began ? field.defaultValue : null];
}

function keep(form) {
  const everything = Boolean(document.querySelector(WRONG));
  const notes = fields(form).filter((field) => everything || changed(field)).map((field) => note(field, !everything));
  try {
    if (notes.length) sessionStorage.setItem(place(form), JSON.stringify(notes));
    else sessionStorage.removeItem(place(form));
  } catch {
    // The storage is full or switched off: the form works without it.
  }
}

function put(field, value) {
  if (ticks(field)) field.checked = value;
  else if (field.options) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  const folded = field.closest("details");
  if (folded && field.value) folded.open = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function restore(form) {
  const kept = sessionStorage.getItem(place(form));
  if (!kept || document.querySelector(WRONG)) return;
  let moved = false;
  for (const [name, value, chosen, began] of JSON.parse(kept)) {
    const field = fields(form).find((one) => one.name === name && (!ticks(one) || one.value === value));
    if (!field) continue;
    moved ||= began !== null && began !== field.defaultValue;
    put(field, chosen);
  }
  const { kept: back, keptMoved } = document.body.dataset;
  tell(form, moved ? keptMoved : back);
}

function tell(form, sentence) {
  const notice = document.createElement("div");
  notice.className = "notice notice--info";
  notice.setAttribute("role", "status");
  const text = document.createElement("div");
  text.className = "notice__text";
  const words = document.createElement("p");
  words.textContent = sentence;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = document.body.dataset.discard;
  button.addEventListener("click", () => {
    sessionStorage.removeItem(place(form));
    location.replace(location.pathname + location.search);
  });
  text.append(words);
  notice.append(text, button);
  form.prepend(notice);
}

function forget(spare) {
  for (const key of Object.keys(sessionStorage)) {
    if (key === SENT || (key.startsWith(KEPT) && !(spare && key.startsWith(spare)))) sessionStorage.removeItem(key);
  }
}

// What became of the form sent last: it arrived, unless this page asks to log in, refuses, or says what is wrong.
function settle() {
  const sent = sessionStorage.getItem(SENT);
  const failed = document.querySelector(`[data-log-in], .refusal, main [role=alert], ${WRONG}`);
  sessionStorage.removeItem(SENT);
  if (sent && !failed) sessionStorage.removeItem(sent);
  if (document.body.dataset.person) forget(`${KEPT}${document.body.dataset.person}:`);
}

function wire(form) {
  if (!worthKeeping(form) || ambiguous(form)) return;
  form.dataset.keep = "on";
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => keep(form));
  form.addEventListener("submit", () => {
    keep(form);
    sessionStorage.setItem(SENT, place(form));
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest(".buttons a")) sessionStorage.removeItem(place(form));
  });
}

export function start(root) {
  if (root === document) settle();
  for (const form of fresh(root, "form[data-forget]")) form.addEventListener("submit", () => forget(""));
  if (!document.body.dataset.person) return;
  for (const form of fresh(root, "form")) wire(form);
}
