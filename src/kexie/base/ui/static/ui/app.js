// Every page works without this file and is better with it. Each module enhances what it finds under a root; htmx hands
// over the fragments that it swaps in.
import { start as confirmations } from "./dialogs.js";
import { start as display } from "./display.js";
import { start as drops } from "./drop.js";
import { start as filters } from "./filters.js";
import { start as focus } from "./focus.js";
import { start as keeping } from "./keep.js";
import { start as menus } from "./menus.js";
import { start as offline } from "./offline.js";
import { start as pickers } from "./picker.js";
import { start as secrets } from "./secrets.js";
import { start as suggestions } from "./suggest.js";
import { start as tabs } from "./tabs.js";

const parts = [menus, display, confirmations, drops, filters, pickers, keeping, secrets, suggestions, tabs, focus, offline];

function enhance(root) {
  for (const start of parts) start(root);
}

enhance(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});
