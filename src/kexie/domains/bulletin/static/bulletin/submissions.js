// The page on which a unit writes: it keeps itself, takes what is pasted without its dirt, and sends pictures at once.
import { Keeper } from "./keeping.js";
import { insert, paragraphs, pictures } from "./pasting.js";

const SIDE = 2000;
const LARGE = 1500000;

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

class Page {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.notice = form.querySelector("[data-notice]");
    this.text = form.elements.text;
    this.keeper = new Keeper(form, this);
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

  // What the keeper has to say.
  changed() {
    this.state.textContent = this.form.dataset.changed;
  }

  saving() {
    this.state.textContent = this.form.dataset.saving;
  }

  saved(said) {
    this.state.textContent = said;
    this.tell();
    this.mended();
    this.check();
  }

  // What a refused sending blamed and is filled in by now is blamed no longer.
  mended() {
    for (const field of this.form.querySelectorAll(".field--wrong")) {
      const input = field.querySelector("input:not([type=hidden]), textarea, select");
      if (!input || !input.value.trim()) continue;
      field.classList.remove("field--wrong");
      for (const error of field.querySelectorAll(".field__error")) error.remove();
      input.removeAttribute("aria-invalid");
      for (const link of this.form.querySelectorAll(`.summary a[href="#${input.id}"]`)) link.closest("li").remove();
    }
    const summary = this.form.querySelector(".summary");
    if (summary && !summary.querySelector("li")) summary.remove();
  }

  away() {
    this.state.textContent = "";
    this.tell(this.form.dataset.away);
  }

  wrong(errors) {
    this.state.textContent = "";
    this.tell(this.form.dataset.partly + errors.join(" "));
  }

  loggedOut() {
    const link = element("a", "", this.form.dataset.logInLink);
    link.href = this.form.dataset.logInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    this.state.textContent = "";
    this.tell(this.form.dataset.logIn, link);
  }

  conflict() {
    const button = element("button", "button", this.form.dataset.conflictLink);
    button.type = "button";
    button.addEventListener("click", () => this.go("save"));
    this.state.textContent = "";
    this.tell(this.form.dataset.conflict, button);
  }

  tell(sentence = "", ...more) {
    this.notice.replaceChildren(...(sentence ? [element("p", "", sentence), ...more] : []));
    this.notice.hidden = !sentence;
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

  async go(asked) {
    if (this.going) return;
    this.going = true;
    await this.keeper.stop();
    const input = element("input");
    input.type = "hidden";
    input.name = "do";
    input.value = asked;
    this.form.append(input);
    this.form.submit();
    window.addEventListener("pageshow", () => {
      this.going = false;
      input.remove();
    });
  }

  async ask(asked, part, back = "") {
    const told = await this.keeper.save(asked);
    if (told) this.renew(part.dataset.part, told, back);
    return told;
  }

  renew(name, told, back = "") {
    const old = this.form.querySelector(`[data-part="${name}"]`);
    const page = new DOMParser().parseFromString(told.parts[name], "text/html");
    const fresh = document.importNode(page.body.firstElementChild, true);
    old.replaceWith(fresh);
    document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: fresh } }));
    this.keeper.forget();
    const focus = (back && fresh.querySelector(`button[value="${back}"]`)) || fresh.querySelector("button, input:not([type=hidden])");
    if (back && focus) focus.focus();
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
      const answer = await this.keeper.save("upload", [await smaller(file)], (share) => this.report(`${words} ${Math.round(share * 100)}%`));
      if (!answer) {
        this.report("");
        return;
      }
      told.push(...answer.told);
      this.renew("pictures", answer);
    }
    this.report(told.join(" "));
  }

  report(words) {
    this.form.querySelector("[data-told]").textContent = words;
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

// A large photograph is drawn smaller here: on the move that saves most of the way. What cannot be drawn goes as it is.
async function smaller(file) {
  if (file.type !== "image/jpeg" || file.size < LARGE || !window.createImageBitmap) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
  } catch {
    return file;
  }
}

for (const form of document.querySelectorAll("[data-writing]")) new Page(form);
