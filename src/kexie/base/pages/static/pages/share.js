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

// The size of the text: kept on this device alone, for every article.
const sizes = document.querySelector("[data-reading-size]");

function resize(size) {
  document.documentElement.dataset.readingSize = size;
  for (const button of sizes.querySelectorAll("[data-size]")) button.setAttribute("aria-pressed", String(button.dataset.size === size));
}

if (sizes) {
  sizes.hidden = false;
  let kept = "";
  try { kept = localStorage.getItem("reading-size") || ""; } catch { /* storage is closed: the size holds for this page */ }
  if (kept) resize(kept);
  sizes.addEventListener("click", (event) => {
    const button = event.target.closest("[data-size]");
    if (!button) return;
    resize(button.dataset.size);
    try { localStorage.setItem("reading-size", button.dataset.size); } catch { /* as above */ }
  });
}
