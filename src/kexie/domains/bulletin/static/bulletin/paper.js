// Print and share: buttons that only work with a script appear only with one.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-share]")) {
  const field = document.getElementById(button.dataset.share);
  const told = button.querySelector("[data-told]");
  if (!field || !(navigator.share || navigator.clipboard)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (navigator.share) {
      await navigator.share({ title: document.title, url: field.value }).catch(() => {});
      return;
    }
    await navigator.clipboard.writeText(field.value);
    told.textContent = button.dataset.done;
  });
}
