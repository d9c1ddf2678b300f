// The buttons of a banner with several pictures. Without this script the pictures are swept or scrolled; nothing moves by itself.
for (const banner of document.querySelectorAll("[data-banner]")) {
  const slides = banner.querySelector("ul");
  const turn = banner.querySelector("[data-turn]");
  turn.hidden = false;
  turn.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const count = slides.children.length;
    const shown = Math.round(slides.scrollLeft / slides.clientWidth);
    const next = (shown + Number(button.dataset.step) + count) % count;
    slides.scrollTo({ left: slides.children[next].offsetLeft - slides.offsetLeft });
  });
}
