// The page on which a form of a matter is filled in: it keeps itself, shows what is asked by what was answered, adds rows and
// takes files in at once. Without it every field is shown with its condition in words, and the buttons ask the server.
import { Keeping, smaller } from "../ui/keeping.js";
import { Asking } from "./asking.js";

class Page extends Keeping {
  constructor(form) {
    super(form);
    this.asking = new Asking(form, () => this.keeper.changed());
    form.addEventListener("click", (event) => this.press(event));
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("change", (event) => this.choose(event));
  }

  press(event) {
    this.pressed = event.target.closest("button[name=do]");
  }

  submit(event) {
    const button = event.submitter || this.pressed;
    const asked = button && button.name === "do" ? button.value : "save";
    event.preventDefault();
    if (asked === "save" && !this.keeper.stopped) this.keeper.save();
    else if (asked.startsWith("unpaper:")) this.takeOut(asked, button.closest("[data-part]"));
    else this.go(asked);
  }

  async takeOut(asked, part) {
    await this.ask(asked, part);
    this.asking.weigh();
  }

  choose(event) {
    const field = event.target;
    if (field.closest("[data-who]") && field.type === "radio") this.go("save");
    if (field.type !== "file" || !field.files.length) return;
    const files = [...field.files];
    field.value = "";
    this.upload(field, files);
  }

  // Files go one by one, so that a slow line loses one at most.
  async upload(field, files) {
    const { name } = field;
    const told = [];
    for (const [place, file] of files.entries()) {
      const words = `${this.form.dataset.uploading} ${place + 1}/${files.length}`;
      const asked = `upload:${name.replace("f-paper-", "")}`;
      const progress = (share) => this.report(`${words} ${Math.round(share * 100)}%`);
      const answer = await this.keeper.save(asked, [{ name, file: await smaller(file) }], progress);
      if (!answer) {
        this.report("");
        return;
      }
      told.push(...answer.told);
      this.renew("papers", answer);
      this.asking.weigh();
    }
    this.report(told.join(" "));
  }
}

for (const form of document.querySelectorAll("[data-filling]")) new Page(form);
for (const form of document.querySelectorAll("[data-trying]")) {
  new Asking(form, () => {});
  form.addEventListener("submit", (event) => event.preventDefault());
}
