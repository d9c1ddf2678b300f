// The page on which a unit writes: it keeps itself, takes what is pasted without its dirt, and sends pictures at once.
import { element, Keeping, smaller } from "../ui/keeping.js";
import { insert, paragraphs, pictures } from "./pasting.js";

class Page extends Keeping {
  constructor(form) {
    super(form);
    this.text = form.elements.text;
    form.classList.add("writing--live");
    form.addEventListener("click", (event) => this.press(event));
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("change", (event) => this.choose(event));
    this.text.addEventListener("paste", (event) => this.paste(event));
    this.text.addEventListener("input", () => this.measure());
    this.measure();
    if (this.text.value) this.check();
  }

  // The kindly check, beside what is being written: it asks for what was just kept, and holds nothing up.
  async check() {
    const panel = this.form.querySelector("[data-check]");
    const body = this.keeper.body("check", []);
    const words = JSON.stringify([...body].filter(([name]) => name !== "seen"));
    if (words === this.checked) return;
    this.checked = words;
    const headers = { "HX-Request": "true" };
    const response = await fetch(panel.dataset.check, { method: "POST", body, headers }).catch(() => null);
    if (!response || !response.ok || words !== this.checked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector(".checks");
    if (found) panel.querySelector("[data-findings]").replaceChildren(document.importNode(found, true));
  }

  saved(said) {
    super.saved(said);
    this.check();
  }

  // Buttons: those for parts of the page ask the server and show the part anew; the others leave the page.
  press(event) {
    this.pressed = event.target.closest("button[name=do]");
  }

  submit(event) {
    const button = event.submitter || this.pressed;
    if (button && button.hasAttribute("formaction")) return;
    const asked = button && button.name === "do" ? button.value : "save";
    event.preventDefault();
    if (asked === "send" || asked === "preview" || this.keeper.stopped) this.go(asked);
    else if (asked === "save") this.keeper.save();
    else this.ask(asked, button.closest("[data-part]"), asked);
  }

  choose(event) {
    const field = event.target;
    if (field.name === "credit_new" && field.value) this.ask("credit-add", field.closest("[data-part]"), "credit-add");
    if (field.type === "file" && field.files.length) {
      const files = [...field.files];
      field.value = "";
      this.upload(files);
    }
  }

  // Pictures go one by one, so that a slow line loses one at most.
  async upload(files) {
    const told = [];
    for (const [place, file] of files.entries()) {
      const words = `${this.form.dataset.uploading} ${place + 1}/${files.length}`;
      const answer = await this.keeper.save("upload", [{ name: "pictures", file: await smaller(file) }], (share) => this.report(`${words} ${Math.round(share * 100)}%`));
      if (!answer) {
        this.report("");
        return;
      }
      told.push(...answer.told);
      this.renew("pictures", answer);
    }
    this.report(told.join(" "));
  }

  async paste(event) {
    const data = event.clipboardData;
    const html = data.getData("text/html");
    if (!html && !data.files.length) return;
    event.preventDefault();
    const lines = html ? paragraphs(html) : [];
    const found = await pictures(data, html);
    if (lines.length) insert(this.text, lines);
    this.offer(found);
  }

  offer({ files, lost }) {
    const place = this.form.querySelector("[data-pasted]");
    const box = element("div", "writing__notice");
    const close = () => box.remove();
    if (!files.length && !lost) return;
    box.append(element("p", "", files.length ? this.form.dataset.shot : this.form.dataset.lost));
    const answers = files.length ? [[this.form.dataset.shotYes, () => this.upload(files)], [this.form.dataset.shotNo, null]] : [[this.form.dataset.close, null]];
    for (const [words, act] of answers) {
      const button = element("button", "button", words);
      button.type = "button";
      button.addEventListener("click", () => {
        close();
        if (act) act();
      });
      box.append(button);
    }
    place.replaceChildren(box);
  }

  // The length, and the paragraphs behind which pictures may stand.
  measure() {
    const count = this.form.querySelector("[data-count]");
    const lines = this.text.value.split("\n").map((line) => line.trim()).filter(Boolean);
    count.textContent = count.dataset.count.replace("{n}", String(lines.join("").length));
    count.hidden = false;
    for (const select of this.form.querySelectorAll("[data-place]")) this.places(select, lines);
  }

  places(select, lines) {
    const chosen = Math.min(Number(select.value), lines.length);
    const shape = select.dataset.place;
    const words = [select.options[0].textContent, ...lines.map((line, at) => shape.replace("{n}", String(at + 1)).replace("{w}", line.slice(0, 12)))];
    while (select.options.length > words.length) select.remove(words.length);
    for (const [at, text] of words.entries()) {
      if (at >= select.options.length) select.add(new Option(text, String(at)));
      else if (select.options[at].textContent !== text) select.options[at].textContent = text;
    }
    select.value = String(chosen);
  }
}

for (const form of document.querySelectorAll("[data-writing]")) new Page(form);
