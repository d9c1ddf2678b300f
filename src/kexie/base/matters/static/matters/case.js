// The page of a case: its drawing begins where the case is; the button that prints it, with all that is folded opened.
for (const box of document.querySelectorAll(".case-drawing")) {
  const here = box.querySelector(".is-here");
  if (!here) continue;
  const [place, frame] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
}
const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details.case-said:not([open])")];
  for (const each of folded) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
});
