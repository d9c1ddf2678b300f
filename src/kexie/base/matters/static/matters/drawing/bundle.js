// Vite's entry of the drawing page: bpmn-js with what the platform can run, a panel of our own, checks while drawing.
// On a narrow screen nothing starts: the page shows the server's drawing, and says so.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "./drawing.css";

import Modeler from "bpmn-js/lib/Modeler";

import { watch as checks } from "./checks.js";
import { watch as keeping } from "./keeping.js";
import kexie from "./kexie.json";
import { watch as panel } from "./panel.js";
import { supported } from "./supported.js";
import { translating } from "./translating.js";

const WIDE = matchMedia("(min-width: 60em)");

async function begin(root) {
  const data = JSON.parse(document.getElementById("drawing-data").textContent);
  root.hidden = false;
  document.querySelector("[data-still]").hidden = true;
  const modeler = new Modeler({
    container: root.querySelector("[data-canvas]"),
    moddleExtensions: { kexie },
    additionalModules: [supported, translating(data)],
  });
  for (const entry of root.querySelectorAll(".djs-palette [aria-label]")) entry.title = entry.getAttribute("aria-label");
  const page = { root, data, modeler, token: root.querySelector("[data-token] input").value };
  panel(page);
  checks(page);
  await keeping(page);
}

const root = document.querySelector("[data-drawing]");
if (root) {
  if (WIDE.matches) begin(root);
  else WIDE.addEventListener("change", () => begin(root), { once: true });
}
