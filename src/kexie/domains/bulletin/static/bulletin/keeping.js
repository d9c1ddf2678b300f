// A form that keeps itself on the server: some seconds after a change, when the page is left, and again after a failure.
// One request at a time, so that each says from which edition it began; what another tab has saved is never written over.

const PAUSE = 2500;
const LONGEST = 15000;
const AGAIN = 10000;
const LEAVING = 60000;
const FILES = ["pictures", "photo"];

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

  // Keep everything; `asked` is a button's word, `files` go along. Answers what the server told, or null.
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
    for (const name of FILES) body.delete(name);
    body.set("do", asked);
    for (const file of files) body.append("pictures", file, file.name);
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
    if (status === 409 && told && told.type === "urn:kexie:bulletin.submission_changed") this.show.conflict();
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
    const fresh = page.querySelector("[data-writing] input[name=csrfmiddlewaretoken]");
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
