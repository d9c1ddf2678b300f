// Items are dragged by their handle, with mouse or finger; Alt and an arrow key press the buttons that are there anyway.

const form = document.querySelector("[data-arrange]");

function send(moved) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("seen", form.elements.seen.value);
  data.append("moved", moved);
  for (const item of form.querySelectorAll("[data-item]")) {
    data.append("place", `${item.dataset.item}:${item.closest("[data-column]").dataset.column}`);
  }
  const sending = document.createElement("form");
  sending.method = "post";
  sending.action = form.dataset.arrange;
  sending.hidden = true;
  for (const [name, value] of data) {
    const field = document.createElement("input");
    field.name = name;
    field.value = value;
    sending.append(field);
  }
  document.body.append(sending);
  sending.submit();
}

function clear() {
  for (const item of form.querySelectorAll("[data-drop]")) delete item.dataset.drop;
}

function under(event, dragged) {
  const found = document.elementFromPoint(event.clientX, event.clientY);
  const target = found && found.closest("[data-item]");
  return target && target !== dragged && form.contains(target) ? target : null;
}

function place(event, target) {
  const box = target.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2 ? "before" : "after";
}

function drag(handle) {
  const item = handle.closest("[data-item]");
  handle.addEventListener("pointerdown", (begin) => {
    if (begin.button) return;
    begin.preventDefault();
    handle.setPointerCapture(begin.pointerId);
    item.dataset.dragging = "";
    const move = (event) => {
      clear();
      const target = under(event, item);
      if (target) target.dataset.drop = place(event, target);
    };
    const end = (event) => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
      delete item.dataset.dragging;
      const target = event.type === "pointerup" && under(event, item);
      clear();
      if (!target) return;
      target[place(event, target)](item);
      send(item.dataset.item);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  });
}

if (form) {
  for (const hint of form.querySelectorAll(".arrange__hint")) hint.hidden = false;
  for (const handle of form.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    drag(handle);
  }
  form.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]");
    const way = { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
    if (!item || !way || !event.altKey) return;
    event.preventDefault();
    item.querySelector(way).click();
  });
  const here = location.hash && form.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`);
  if (here) here.querySelector("a").focus({ preventScroll: true });
}
