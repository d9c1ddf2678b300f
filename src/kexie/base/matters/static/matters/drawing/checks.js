// The server looks at the drawing while it is drawn: marks stand at the elements, sentences in a list that leads to them.
import { h, send } from "./parts.js";

const PAUSE = 700;

export function watch(page) {
  const { root, data, modeler, token } = page;
  const list = root.querySelector("[data-problems]");
  const { words } = data;
  let timer;
  let turn = 0;
  let conditions = {};

  page.judge = judge;
  modeler.on("commandStack.changed", later);
  root.addEventListener("drawing:shown", tellConditions);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    const mine = (turn += 1);
    const { xml } = await modeler.saveXML();
    try {
      const response = await send(data.urls.check, token, "application/xml", xml);
      if (mine !== turn) return;
      if (response.ok) judge(await response.json());
      else list.replaceChildren(h("p", { class: "quiet" }, words.check_failed));
    } catch {
      if (mine === turn) list.replaceChildren(h("p", { class: "quiet" }, words.check_failed));
    }
  }

  function judge(said) {
    conditions = said.conditions;
    tellConditions();
    mark(said.problems);
    if (!said.problems.length) {
      list.replaceChildren(h("p", { class: "quiet" }, words.no_problems));
      return;
    }
    list.replaceChildren(h("ul", { class: "list" }, ...said.problems.map(line)));
  }

  function tellConditions() {
    const place = root.querySelector("[data-words]");
    if (place) place.textContent = conditions[place.dataset.words] || "";
  }

  function mark(problems) {
    const overlays = modeler.get("overlays");
    overlays.remove({ type: "problem" });
    const elements = modeler.get("elementRegistry");
    const marked = new Set();
    for (const { id, level, message } of problems) {
      const element = elements.get(id);
      if (!element || marked.has(id) || element === modeler.get("canvas").getRootElement()) continue;
      marked.add(id);
      const html = h("span", { class: `mark mark--${level}`, title: message }, level === "error" ? "!" : "i");
      overlays.add(id, "problem", { position: element.waypoints ? { bottom: 8, left: 4 } : { top: -10, left: -10 }, html });
    }
  }

  function line({ id, level, message }) {
    const word = level === "error" ? words.need : words.advice;
    const tone = level === "error" ? "warn" : "info";
    const element = modeler.get("elementRegistry").get(id);
    const said = element ? h("button", { type: "button", class: "link", onclick: () => jump(element) }, message) : h("span", {}, message);
    return h("li", {}, h("div", { class: "list__row" }, h("span", { class: `status status--${tone}` }, h("span", {}, word)), said));
  }

  function jump(element) {
    modeler.get("selection").select(element);
    modeler.get("canvas").scrollToElement(element);
    root.querySelector("[data-canvas]").scrollIntoView({ block: "center" });
    const field = root.querySelector("[data-panel] .input");
    if (field) field.focus();
  }

  page.check = ask;
}
