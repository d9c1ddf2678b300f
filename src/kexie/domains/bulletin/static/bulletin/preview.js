// The words in the form beside what they will look like: the page a moment after the last key, the PDF when it is shown.

const form = document.querySelector("[data-preview]");
const place = document.getElementById("item-preview");
let shown = "page";
let timer = 0;
let asked = 0;

function dress() {
  const tabs = place.querySelector("[data-preview-tabs]");
  tabs.hidden = false;
  for (const tab of tabs.querySelectorAll("[data-show]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.show === shown));
    tab.addEventListener("click", () => {
      shown = tab.dataset.show;
      if (shown === "pdf") refresh();
      else dress();
    });
  }
  for (const pane of place.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== shown;
  const pdf = place.querySelector('[data-pane="pdf"]');
  if (shown === "pdf" && pdf.dataset.src && !pdf.firstChild) draw(pdf);
}

async function draw(pane) {
  const waiting = document.createElement("p");
  waiting.className = "quiet";
  waiting.setAttribute("role", "status");
  waiting.textContent = pane.dataset.drawing;
  const frame = document.createElement("iframe");
  frame.title = "PDF";
  frame.src = `${pane.dataset.src}&at=${Date.now()}`;
  frame.addEventListener("load", () => waiting.remove());
  pane.replaceChildren(waiting, frame);
}

async function refresh() {
  const turn = (asked += 1);
  const response = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!response || !response.ok || turn !== asked) return;
  const box = document.createElement("div");
  box.innerHTML = await response.text(); // our own template, in which what was typed is escaped
  place.replaceChildren(...box.childNodes);
  dress();
}

if (form && place) {
  refresh();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, shown === "pdf" ? 1500 : 400);
  });
}
