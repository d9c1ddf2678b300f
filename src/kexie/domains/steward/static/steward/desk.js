// The desk: a case opens beside the list on a wide screen; J and K go down and up, O opens it there, Enter opens its page.
// Without a script, and on a phone, each row leads to the page of its case.
const desk = document.querySelector("[data-desk]");
const pane = document.getElementById("desk-pane");
const wide = window.matchMedia("(min-width: 72rem)");
const rows = () => [...desk.querySelectorAll("tr[data-case]")];
const link = (row) => row.querySelector("a[href]");

function open(row) {
  for (const each of rows()) each.classList.toggle("is-open", each === row);
  desk.classList.add("is-split");
  pane.hidden = false;
  const address = desk.dataset.pane.replace("00000000-0000-0000-0000-000000000000", row.dataset.case);
  window.htmx.ajax("GET", address, { target: pane, swap: "innerHTML" });
}

function close() {
  const row = desk.querySelector("tr.is-open");
  desk.classList.remove("is-split");
  pane.hidden = true;
  pane.replaceChildren();
  row?.classList.remove("is-open");
  if (row) link(row)?.focus();
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("is-open"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  link(next).focus();
  if (!pane.hidden && wide.matches) open(next);
}

desk.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-case]");
  const at = event.target.closest("a[href]");
  if (!row || at !== link(row) || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(row);
});
pane.addEventListener("click", (event) => { if (event.target.closest("[data-close-pane]")) close(); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  const row = document.activeElement.closest?.("tr[data-case]");
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "o" && row && wide.matches) open(row);
  else if (event.key === "Escape" && !pane.hidden) close();
  else if (event.key === "Enter" && row && document.activeElement === link(row)) window.location.assign(link(row).href);
  else return;
  event.preventDefault();
});
// A refused reply stays in the pane with its words.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === pane && event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});
const keys = desk.querySelector(".desk__keys");
if (keys) keys.hidden = !wide.matches;
