// A form that keeps itself on the server: some seconds after a change, when the page is left, and again after a failure.
// One request at a time, so that each says from which edition it began; what another tab has saved is never written over.
// The form has an id, a hidden field `seen` for the edition, and says in its data what `Keeping` shows. Its address answers
// JSON: {edition, said, url, errors, told, parts}, and 409 with a type that ends in "_changed" for a newer edition.

const PAUSE = 2500;
const LONGEST = 15000;
const AGAIN = 10000;
const LEAVING = 60000;
const LARGE = 1500000;

function typed(form) {
  return [...form.elements].some((field) => /^(text|textarea)$/.test(field.type) && field.value !== field.defaultValue);
}

export class Keeper {
  constructor(form, show) {
    this.form = form;
    this.show = show;
    this.turn = Promise.resolve();
    this.count = 0;
    this.kept = 0;
    this.stopped = false;
    form.addEventListener("input", (event) => event.target !== form && event.target.type !== "file" && this.changed());
    form.addEventListener("change", (event) => event.target.type !== "file" && this.changed());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.retry()));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("focus", () => this.retry());
    window.addEventListener("online", () => this.retry());
    window.addEventListener("pageshow", (event) => event.persisted && this.resume());
    if (typed(form)) this.changed(); // before this script was there
  }

  get dirty() {
    return this.count !== this.kept;
  }

  changed() {
    this.count += 1;
    if (this.stopped) return;
    if (!this.failed) this.show.changed();
    if (!this.since) this.since = Date.now();
    this.later(Math.min(PAUSE, Math.max(0, this.since + LONGEST - Date.now())));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  retry() {
    if (this.failed && this.dirty) this.save();
  }

  resume() {
    this.stopped = false;
  }

  // Keep everything; `asked` is a button's word, `files` as [{name, file}] go along. Answers what the server told, or null.
  save(asked = "save", files = [], progress = null) {
    const next = this.turn.then(() => this.send(asked, files, progress));
    this.turn = next.catch(() => null);
    return next;
  }

  async send(asked, files, progress) {
    if (this.stopped) return null;
    clearTimeout(this.timer);
    this.since = 0;
    const mark = this.count;
    this.show.saving();
    let answer = await post(this.form.action, this.body(asked, files), progress);
    if (answer.status === 403 && (await this.renew())) answer = await post(this.form.action, this.body(asked, files), progress);
    return this.settle(answer, mark);
  }

  body(asked, files) {
    const body = new FormData(this.form);
    for (const field of this.form.elements) if (field.type === "file") body.delete(field.name);
    body.set("do", asked);
    for (const { name, file } of files) body.append(name, file, file.name);
    return body;
  }

  settle({ status, told }, mark) {
    this.failed = true;
    if (status === 200) return this.done(told, mark);
    if (status === 401) this.show.loggedOut();
    else if (status === 409 || status === 404) this.conflict(told, status);
    else if (status === 422 || status === 413) this.show.wrong(told ? told.errors || [told.detail] : []);
    else {
      this.show.away();
      this.later(AGAIN);
    }
    return null;
  }

  done(told, mark) {
    this.failed = false;
    this.kept = mark;
    this.form.elements.seen.value = told.edition;
    if (!this.dirty) this.forget();
    if (told.url !== new URL(this.form.action).pathname) {
      this.form.action = told.url;
      history.replaceState(history.state, "", told.url);
      this.count += 1; // what was typed while the draft began, or before, goes after it
    }
    if (told.errors.length) this.show.wrong(told.errors);
    else this.show.saved(told.said);
    if (this.dirty) this.later(PAUSE);
    return told;
  }

  conflict(told, status) {
    this.stopped = true;
    if (status === 409 && told && told.type.endsWith("_changed")) this.show.conflict();
    else this.show.wrong(told ? [told.detail] : []);
  }

  // The words are on the server: this tab's own storage (ui/keep.js) need not hold them any more.
  forget() {
    for (const field of this.form.elements) {
      if (field.type === "checkbox" || field.type === "radio") field.defaultChecked = field.checked;
      else if (field.options) for (const option of field.options) option.defaultSelected = option.selected;
      else if (field.type !== "file" && field.type !== "hidden" && "defaultValue" in field) field.defaultValue = field.value;
    }
    this.form.dispatchEvent(new Event("input"));
  }

  // A new log-in in another window has a new token against forgery: the page itself tells it.
  async renew() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
    if (!response || !response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(`#${this.form.id} input[name=csrfmiddlewaretoken]`);
    if (!fresh || fresh.value === this.form.elements.csrfmiddlewaretoken.value) return false;
    this.form.elements.csrfmiddlewaretoken.value = fresh.value;
    return true;
  }

  // Whoever leaves does not wait; a browser lets so much go along.
  leave() {
    if (this.stopped || !this.dirty) return;
    clearTimeout(this.timer);
    const body = this.body("save", []);
    const size = [...body.values()].reduce((sum, value) => sum + 3 * String(value).length + 150, 0);
    if (size > LEAVING) {
      this.save();
      return;
    }
    const mark = this.count;
    this.turn = this.turn.then(() =>
      fetch(this.form.action, { method: "POST", body: this.body("save", []), keepalive: true, headers: { Accept: "application/json" } })
        .then(read)
        .then((answer) => this.settle(answer, mark))
        .catch(() => null),
    );
  }

  // All that is under way has arrived; nothing more goes by itself.
  async stop() {
    clearTimeout(this.timer);
    await this.turn;
    this.stopped = true;
  }
}

async function read(response) {
  return { status: response.status, told: await response.json().catch(() => null) };
}

function post(url, body, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    if (progress) request.upload.addEventListener("progress", (step) => step.lengthComputable && progress(step.loaded / step.total));
    request.addEventListener("loadend", () => {
      let told = null;
      try {
        told = JSON.parse(request.responseText);
      } catch {
        // Nothing of ours: a proxy's page, or no answer at all.
      }
      done({ status: request.status === 200 && !told ? 0 : request.status, told });
    });
    request.send(body);
  });
}

// What such a page says of itself: beside its buttons that it was kept, and above them what stands in the way.
export class Keeping {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.notice = form.querySelector("[data-notice]");
    this.keeper = new Keeper(form, this);
  }

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
  }

  // What a refused sending blamed and is filled in by now is blamed no longer.
  mended() {
    for (const field of this.form.querySelectorAll(".field--wrong")) {
      const input = field.querySelector("input:not([type=hidden]), textarea, select");
      if (!input || !answered(field, input)) continue;
      field.classList.remove("field--wrong");
      for (const error of field.querySelectorAll(".field__error")) error.remove();
      input.removeAttribute("aria-invalid");
    }
    for (const link of this.form.querySelectorAll(".summary a")) {
      const blamed = document.getElementById(link.hash.slice(1));
      if (blamed && !blamed.closest(".field--wrong")) link.closest("li").remove();
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
    const link = element("a", "", this.form.dataset.expiredLink);
    link.href = this.form.dataset.expiredUrl;
    link.target = "_blank";
    link.rel = "noopener";
    this.state.textContent = "";
    this.tell(this.form.dataset.expired, link);
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

  // Leave the page by a button, after all that is under way has arrived.
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
    this.mended();
    const focus = (back && fresh.querySelector(`button[value="${back}"]`)) || fresh.querySelector("button, input:not([type=hidden])");
    if (back && focus) focus.focus();
  }

  report(words) {
    this.form.querySelector("[data-told]").textContent = words;
  }
}

function answered(field, input) {
  if (input.type === "radio" || input.type === "checkbox") return Boolean(field.querySelector("input:checked"));
  return Boolean(input.value.trim());
}

export function element(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

// A large photograph is drawn smaller here: on the move that saves most of the way. What cannot be drawn goes as it is.
export async function smaller(file, side = 2000) {
  if (file.type !== "image/jpeg" || file.size < LARGE || !window.createImageBitmap) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
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
