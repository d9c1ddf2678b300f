// A link with data-dialog leads to a page of its own; where its dialog stands on this page, that opens instead.
import { fresh } from "./find.js";

export function start(root) {
  for (const opener of fresh(root, "[data-dialog]")) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) continue;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const closer of fresh(root, "dialog [data-dialog-close]")) {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      closer.closest("dialog").close();
    });
  }
  for (const dialog of fresh(root, "dialog.dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
}
