// What was shown in clear for a moment does not come back with the page from the browser's memory.
export function start(root) {
  for (const shown of root.querySelectorAll("[data-secret]")) {
    addEventListener("pagehide", () => shown.remove(), { once: true });
  }
}
