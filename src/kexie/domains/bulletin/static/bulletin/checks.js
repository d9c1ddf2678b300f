// After a finding was dealt with the page is swapped in place: the focus stays at the item that was worked on.

document.addEventListener("htmx:beforeRequest", (event) => {
  const group = event.detail.elt.closest(".checks__group");
  document.body.dataset.checksAt = group ? group.id : "main";
});

document.addEventListener("htmx:afterSettle", () => {
  const { checksAt } = document.body.dataset;
  if (!checksAt) return;
  delete document.body.dataset.checksAt;
  const place = document.getElementById(checksAt) || document.getElementById("main");
  if (!document.querySelector("[data-focus]")) place.focus({ preventScroll: checksAt === "main" });
});
