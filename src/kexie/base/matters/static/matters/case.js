// The page of a case: its drawing begins where the case is; the button that prints it, with all that is folded opened; the one
// that copies what was typed too late. Without a script that is copied by hand.
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

const words = (part) => (part.matches("dl > div") ? [...part.children].map((each) => each.innerText).join("：") : part.innerText);
async function copy(copying) {
  const box = document.getElementById(copying.dataset.copy);
  window.getSelection().selectAllChildren(box);
  try {
    await navigator.clipboard.writeText([...box.querySelectorAll("h4, dl > div")].map(words).join("\n"));
  } catch {
    return; // not over plain HTTP, or not allowed: all is selected and ready for Ctrl+C
  }
  const label = copying.querySelector("span");
  const before = label.textContent;
  const told = box.parentElement.querySelector("[data-told]");
  label.textContent = told.textContent = copying.dataset.copied;
  setTimeout(() => { label.textContent = before; told.textContent = ""; }, 3000);
}
for (const copying of document.querySelectorAll("[data-copy]")) {
  copying.hidden = false;
  copying.addEventListener("click", () => copy(copying));
}
