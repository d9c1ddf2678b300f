// Menus are <details>: they close on Escape, on a click elsewhere, and when another one opens.
import { fresh } from "./find.js";

export function start(root) {
  for (const menu of fresh(root, "[data-menu]")) {
    menu.addEventListener("toggle", () => {
      if (!menu.open) return;
      for (const other of document.querySelectorAll("[data-menu][open]")) if (other !== menu) other.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  if (root !== document) return;
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
}
