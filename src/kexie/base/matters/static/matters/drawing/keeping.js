// Opening, saving, undoing; files in and out. Whoever leaves with unsaved work is asked; whoever is too late loses nothing.
import { send } from "./parts.js";

const PALETTE = 130;
const MARGIN = 20;
const SMALLEST = 0.8;

export async function watch(page) {
  const { root, data, modeler, token } = page;
  const { words } = data;
  const state = root.querySelector("[data-state]");
  const button = (name) => root.querySelector(`[data-${name}]`);
  const stack = modeler.get("commandStack");
  let seen = data.seen;
  let unsaved = data.fresh;
  let touched = false;
  let busy = false;

  function tell(sentence, tone = "") {
    state.textContent = sentence;
    state.className = `drawing__state ${tone && `drawing__state--${tone}`}`;
  }

  function settle() {
    button("undo").disabled = !stack.canUndo();
    button("redo").disabled = !stack.canRedo();
    button("save").disabled = busy || !unsaved;
  }

  function changed() {
    unsaved = touched = true;
    tell(words.unsaved);
    settle();
  }

  async function save() {
    if (busy) return;
    if (document.activeElement && root.contains(document.activeElement)) document.activeElement.blur();
    busy = true;
    tell(words.saving);
    settle();
    const before = stack._stackIdx;
    const { xml } = await modeler.saveXML({ format: true });
    try {
      const response = await send(data.urls.save, token, "application/json", JSON.stringify({ xml, seen }));
      const said = await response.json();
      if (response.ok) {
        seen = said.seen;
        unsaved = stack._stackIdx !== before;
        tell(unsaved ? words.unsaved : words.saved, unsaved ? "" : "good");
        page.judge(said);
      } else tell(response.status === 409 ? `${said.detail} ${words.conflict}` : said.detail || words.failed, "bad");
    } catch {
      tell(words.failed, "bad");
    }
    busy = false;
    settle();
  }

  // The drawing beside the palette, never larger than it is; nor, unless all of it is asked for, so small that its words
  // cannot be read.
  function fit(least = SMALLEST) {
    const canvas = modeler.get("canvas");
    const { inner, outer } = canvas.viewbox();
    const scale = Math.min((outer.width - PALETTE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
    const shown = Math.min(Math.max(scale, least), 1);
    const size = { width: outer.width / shown, height: outer.height / shown };
    canvas.viewbox({ x: inner.x - PALETTE / shown, y: inner.y - MARGIN / shown, ...size });
  }

  async function show(xml) {
    await modeler.importXML(xml);
    fit();
    settle();
    await page.check();
  }

  async function take(file) {
    const response = await send(data.urls.open, token, "application/xml", await file.arrayBuffer());
    const said = await response.json().catch(() => ({}));
    if (!response.ok) return tell(said.detail || words.unreadable, "bad");
    try {
      await show(said.xml);
    } catch {
      return tell(words.unreadable, "bad");
    }
    unsaved = touched = true;
    tell(words.imported);
    return settle();
  }

  async function give(kind) {
    const content = kind === "svg" ? (await modeler.saveSVG()).svg : (await modeler.saveXML({ format: true })).xml;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: kind === "svg" ? "image/svg+xml" : "application/xml" }));
    link.download = `${data.file}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  for (const link of document.querySelectorAll("[data-export]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      give(link.dataset.export);
    });
  }
  const chooser = button("file");
  document.querySelector("[data-import]").addEventListener("click", (event) => {
    event.preventDefault();
    chooser.click();
  });
  chooser.addEventListener("change", () => {
    if (chooser.files[0]) take(chooser.files[0]);
    chooser.value = "";
  });
  button("save").addEventListener("click", save);
  button("undo").addEventListener("click", () => stack.undo());
  button("redo").addEventListener("click", () => stack.redo());
  button("fit").addEventListener("click", () => fit(0));
  button("whole").addEventListener("click", () => {
    const whole = root.classList.toggle("drawing--whole");
    button("whole").setAttribute("aria-pressed", String(whole));
    modeler.get("canvas").resized();
    fit();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      if (unsaved) save();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved && touched) event.preventDefault();
  });

  await show(data.xml);
  tell(unsaved ? words.unsaved : words.unchanged);
  modeler.on("commandStack.changed", ({ trigger }) => (trigger === "clear" ? settle() : changed()));
  root.dataset.ready = "";
}
