// Small parts of the panel: each is a labelled field that tells what was chosen or typed.
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

let number = 0;

function labelled(label, control, hint) {
  control.id = `panel-${(number += 1)}`;
  control.dataset.field ||= label;
  return h("div", { class: "field" }, h("div", { class: "field__label" }, h("label", { for: control.id }, label)), hint ? h("p", { class: "field__help" }, hint) : null, control);
}

export function text(label, value, change, { hint, long, list } = {}) {
  const control = long ? h("textarea", { class: "input", rows: 3 }) : h("input", { class: "input", type: "text", ...(list ? { list } : {}) });
  control.value = value || "";
  control.addEventListener("change", () => change(control.value.trim()));
  return labelled(label, control, hint);
}

export function choice(label, value, choices, change, { empty, hint } = {}) {
  const control = select(value, choices, change, empty);
  return labelled(label, control, hint);
}

export function select(value, choices, change, empty) {
  const known = Object.keys(choices);
  const options = [...(empty === undefined ? [] : [h("option", { value: "" }, empty)]), ...known.map((key) => h("option", { value: key }, choices[key]))];
  if (value && !known.includes(value)) options.push(h("option", { value }, value));
  const control = h("select", { class: "input" }, ...options);
  control.value = value || "";
  control.addEventListener("change", () => change(control.value));
  return control;
}

export function tick(label, value, change) {
  const control = h("input", { type: "checkbox" });
  control.checked = value;
  control.addEventListener("change", () => change(control.checked));
  return h("div", { class: "field" }, h("label", { class: "tick" }, control, h("span", {}, label)));
}

// A span of working time: 3d, 2h, 30m. Another way of writing it stays as it is until it is changed.
export function span(label, value, words, change) {
  const found = /^\s*(\d+)\s*([dhm])\s*$/i.exec(value || "") || /^P(?:T)?(\d+)([DHM])$/i.exec(value || "");
  const amount = h("input", { class: "input", type: "number", min: "1", max: "9999", inputmode: "numeric" });
  amount.value = found ? found[1] : "";
  const tell = () => change(amount.value ? `${Number(amount.value)}${unit.value}` : "");
  const unit = select(found ? found[2].toLowerCase() : "d", { d: words.limit_d, h: words.limit_h, m: words.limit_m }, tell);
  amount.addEventListener("change", tell);
  unit.setAttribute("aria-label", words.limit_unit);
  const field = labelled(label, amount, value && !found ? value : "");
  field.append(h("div", { class: "panel__pair" }, amount, unit));
  return field;
}

// A unit by its name: typed, with what the platform knows below.
export function unit(label, value, url, change) {
  const list = h("datalist", { id: `panel-${(number += 1)}` });
  const field = text(label, value, change, { list: list.id });
  const control = field.querySelector("input");
  let timer;
  control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const address = new URL(url, location.href);
      address.searchParams.set("q", control.value);
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (response.ok) list.replaceChildren(...(await response.json()).options.map((one) => h("option", { value: one.label }, one.note)));
    }, 200);
  });
  field.append(list);
  return field;
}

// Sends to the platform in the name of whoever draws.
export function send(address, token, type, body) {
  const headers = { "Content-Type": type, Accept: "application/json", "X-CSRFToken": token };
  return fetch(address, { method: "POST", headers, body });
}
