// The buttons below an article. Without this script the address stands there to be copied by hand.
const told = document.getElementById("share-told");

function copied(button) {
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = told.textContent = button.dataset.copied;
  setTimeout(() => { words.textContent = before; told.textContent = ""; }, 3000);
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    copied(button);
  } catch {
    // Not over plain HTTP, or not allowed: the address is selected and ready for Ctrl+C.
  }
}

for (const row of document.querySelectorAll("[data-share]")) row.hidden = false;
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
