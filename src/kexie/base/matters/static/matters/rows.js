// Rows of a form can be added: each is a copy of the row in the template, with the next number.
function wire(box) {
  const prefix = box.dataset.rows;
  const total = box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const template = box.querySelector("[data-row-template]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = box.dataset.more;
  button.addEventListener("click", () => {
    const number = Number(total.value);
    if (number >= Number(box.dataset.most)) return;
    const made = document.createElement("template");
    made.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
    const row = made.content.firstElementChild;
    button.before(row);
    total.value = String(number + 1);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: row } }));
    row.querySelector("input:not([type=hidden])").focus();
  });
  box.append(button);
}

for (const box of document.querySelectorAll("[data-rows]")) wire(box);
