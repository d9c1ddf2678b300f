// Files dropped or picked are listed with their size; a form with data-upload sends them with a bar that shows how far.
import { fresh } from "./find.js";

const units = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${bytes.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

// What a place says it does not take; 0 is no limit.
function passes(file, drop) {
  const limit = Number(drop.dataset.max || 0);
  return Boolean(limit) && file.size > limit;
}

function row(file, drop) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "drop__name";
  name.textContent = file.name;
  const bytes = document.createElement("span");
  bytes.className = "drop__size";
  bytes.textContent = size(file.size);
  item.append(name, bytes);
  if (passes(file, drop)) {
    const wrong = document.createElement("span");
    wrong.className = "status status--bad";
    wrong.textContent = drop.dataset.tooLarge;
    item.append(wrong);
  }
  return item;
}

function list(drop, input) {
  const files = drop.querySelector("[data-drop-files]");
  files.replaceChildren(...[...input.files].map((file) => row(file, drop)));
  files.hidden = input.files.length === 0;
}

function wire(drop) {
  const input = drop.querySelector('input[type="file"]');
  drop.querySelector("[data-drop-invite]").hidden = false;
  drop.classList.add("drop--ready");
  input.addEventListener("change", () => list(drop, input));
  if (input.form && !input.form.dataset.held) {
    input.form.dataset.held = "";
    input.form.addEventListener("submit", hold, { capture: true });
  }
  for (const type of ["dragenter", "dragover"]) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.add("drop--over");
    });
  }
  for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("drop--over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of event.dataTransfer.files) if (input.multiple || all.items.length === 0) all.items.add(file);
    input.files = all.files;
    list(drop, input);
  });
}

// A file that is too large is not sent for nothing: what the form says beside it is read out, and everything typed stays.
function hold(event) {
  for (const drop of event.currentTarget.querySelectorAll("[data-drop]")) {
    const input = drop.querySelector('input[type="file"]');
    if (!input || ![...input.files].some((file) => passes(file, drop))) continue;
    event.preventDefault();
    event.stopImmediatePropagation();
    list(drop, input);
    drop.querySelector("[data-drop-files] .status--bad").setAttribute("role", "alert");
    input.focus();
    return;
  }
}

function bar(words) {
  const box = document.createElement("div");
  box.className = "progress";
  box.setAttribute("role", "status");
  const line = document.createElement("p");
  line.className = "progress__words";
  const progress = document.createElement("progress");
  progress.max = 100;
  progress.setAttribute("aria-label", words);
  box.append(line, progress);
  const show = (text, percent) => {
    line.textContent = text;
    progress.value = percent;
  };
  show(words, 0);
  return { box, show };
}

function arrive(request, form) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (request.status < 400 && request.responseURL && request.responseURL !== new URL(form.action || location.href, location.href).href) {
    location.assign(request.responseURL);
  } else if (main) {
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    if (window.htmx) window.htmx.process(main);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: main } }));
  } else {
    location.reload();
  }
}

function send(event) {
  const form = event.currentTarget;
  const drop = form.querySelector("[data-drop]");
  if (!drop || !form.querySelector('input[type="file"]').files.length) return;
  event.preventDefault();
  const { box, show } = bar(drop.dataset.sending);
  form.append(box);
  const data = new FormData(form);
  if (event.submitter && event.submitter.name) data.append(event.submitter.name, event.submitter.value);
  const buttons = form.querySelectorAll('[type="submit"]');
  for (const button of buttons) button.disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (step) => {
    const percent = step.lengthComputable ? Math.round((step.loaded / step.total) * 100) : 0;
    show(`${drop.dataset.sending} ${percent}%`, percent);
  });
  request.addEventListener("load", () => arrive(request, form));
  request.addEventListener("error", () => {
    show(drop.dataset.failed, 0);
    for (const button of buttons) button.disabled = false;
  });
  request.send(data);
}

export function start(root) {
  for (const drop of fresh(root, "[data-drop]")) wire(drop);
  for (const form of fresh(root, "form[data-upload]")) form.addEventListener("submit", send);
}
