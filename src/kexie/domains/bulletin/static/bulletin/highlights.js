// A title goes into 目录提要 with one click, to be reworded there.

const list = document.querySelector("[data-titles]");
const field = list && document.getElementById(list.dataset.titles);

if (field) {
  for (const button of list.querySelectorAll("[data-title]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const lines = field.value.split("\n").filter(Boolean);
      field.value = [...lines, button.dataset.title].join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
