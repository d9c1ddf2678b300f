// The desk on a wide screen: a line of the list opens beside it, verbs act without leaving the list, keys move and decide.
// On a phone, and without scripts, the same links and forms lead to pages of their own.

const WIDE = matchMedia("(min-width: 60em)");
const SWITCH = "desk-keys";

const desk = () => document.querySelector("[data-desk]");
const links = () => [...document.querySelectorAll("[data-line-link]")];
const current = () => links().findIndex((link) => link.getAttribute("aria-current") === "true");
const idOf = (link) => link.closest("[data-line]").dataset.line;

function mark(link) {
  for (const other of links()) {
    other.removeAttribute("aria-current");
    delete other.closest("[data-line]").dataset.current;
  }
  link.setAttribute("aria-current", "true");
  link.closest("[data-line]").dataset.current = "";
  link.closest("[data-line]").scrollIntoView({ block: "nearest" });
}

function remember(id) {
  const address = new URL(location.href);
  address.searchParams.set("_open", id);
  address.searchParams.delete("_did");
  history.replaceState(history.state, "", address);
}

function read(address) {
  return htmx.ajax("GET", address, { target: "#pane", swap: "innerHTML", select: "#reading" });
}

function open(link, focus = false) {
  mark(link);
  remember(idOf(link));
  document.getElementById("pane").scrollTop = 0;
  if (focus) link.focus({ preventScroll: true });
  return read(link.href);
}

// What is to be read once this one is decided: the next line, or the one before where it was the last.
function following() {
  const all = links();
  const here = current();
  const next = all[here + 1] || all[here - 1] || all[here];
  return next ? idOf(next) : "";
}

async function send(form) {
  const then = form.elements.then;
  if (then && !then.value) then.value = following();
  await htmx.ajax("POST", form.action, { source: form, target: ".bench", swap: "outerHTML", select: ".bench" });
}

// A refused step is an answer too: it takes the place of what was read.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "pane") {
    const wrong = document.querySelector("#pane [data-focus], #pane .reading-pane__form input:not([type=hidden]), #pane .reading-pane__form textarea");
    if (wrong) wrong.focus();
    return;
  }
  settle();
});

// The page was drawn anew after a step: what was kept of its form has arrived, and reading goes on where it shall.
function settle() {
  const arrived = sessionStorage.getItem("keep-sent");
  if (arrived) sessionStorage.removeItem(arrived);
  sessionStorage.removeItem("keep-sent");
  begin();
  const here = links()[current()];
  if (here) remember(idOf(here));
}

function begin() {
  const panes = desk();
  if (!panes || !WIDE.matches) return;
  showKeys();
  const here = links()[current()];
  if (here) here.closest("[data-line]").scrollIntoView({ block: "nearest" });
  else if (panes.dataset.auto === "on" && links().length) open(document.querySelector('[data-state="sent"] [data-line-link]') || links()[0]);
}

document.addEventListener("click", (event) => {
  if (!desk() || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const line = event.target.closest("[data-line-link]");
  const inside = event.target.closest("#pane [data-pane]");
  if (!line && !inside) return;
  event.preventDefault();
  if (line) open(line);
  else read(inside.href);
});

document.addEventListener("submit", (event) => {
  if (!desk() || !WIDE.matches || !event.target.matches("[data-desk-form]")) return;
  event.preventDefault();
  send(event.target);
});

function move(step) {
  const all = links();
  const next = all[current() + step];
  if (next) open(next, true);
}

function press(key) {
  const found = document.querySelector(`#pane [data-key="${key}"]`);
  if (found) found.click();
  return Boolean(found);
}

const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (!desk() || !WIDE.matches || !keysOn() || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, summary, dialog, [role=option]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key in moves && !(key.startsWith("Arrow") && event.target.closest("#pane"))) {
    event.preventDefault();
    move(moves[key]);
  } else if (key === "o") {
    document.querySelector("#pane [data-alone]")?.click();
  } else if (key === "n") {
    event.preventDefault();
    document.querySelector("#pane .talk__form textarea")?.focus();
  } else if (key.length === 1 && press(key)) {
    event.preventDefault();
  }
});

// Keys of one letter can be switched off (WCAG 2.2, 2.1.4).
const keysOn = () => localStorage.getItem(SWITCH) !== "off";

function showKeys() {
  const bar = document.querySelector("[data-desk-keys]");
  if (!bar) return;
  const on = keysOn();
  bar.hidden = false;
  document.documentElement.classList.toggle("keys-on", on);
  bar.querySelector("[data-desk-switch]").setAttribute("aria-pressed", String(on));
  bar.querySelector("[data-desk-hints]").hidden = !on;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-desk-switch]")) return;
  localStorage.setItem(SWITCH, keysOn() ? "off" : "on");
  showKeys();
});

begin();
