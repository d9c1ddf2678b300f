// What is pasted from Word, WPS or a web page becomes plain paragraphs: the same as `rules/pasting.py` does on the server.
// Numbers of lists and rows of tables stay as words; pictures are offered for upload, since a text holds none.

const BLOCKS = new Set("P DIV BR LI TR TABLE OL UL H1 H2 H3 H4 H5 H6 SECTION ARTICLE BLOCKQUOTE PRE".split(" "));
const DROPPED = new Set("SCRIPT STYLE HEAD TITLE META LINK SVG MATH IFRAME OBJECT TEMPLATE TEXTAREA".split(" "));
const CELL = "｜";

function tidy(text) {
  return text
    .replace(/[\ufeff\u200b\u200c\u200d\u2060\u00ad]/g, "")
    .replace(/([^\x00-\xff])[ \t\r]*\n[ \t\r\n]*(?=[^\x00-\xff])/g, "$1")
    .replace(/[\s\u3000\u00a0]+/g, " ")
    .replace(/ ?([，。；：！？、）】》”’]) ?/g, "$1")
    .trim();
}

class Lines {
  constructor() {
    this.lines = [];
    this.words = "";
    this.number = "";
    this.lists = [];
  }

  end() {
    const line = tidy(this.words);
    this.words = "";
    if (!line) return;
    this.lines.push(this.number + line);
    this.number = "";
  }

  walk(node) {
    if (node.nodeType === Node.TEXT_NODE) this.words += node.nodeValue;
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName.toUpperCase())) return;
    if (node.tagName === "TR") {
      this.row(node);
      return;
    }
    const block = BLOCKS.has(node.tagName);
    if (block) this.end();
    if (node.tagName === "OL") this.lists.push(node.start > 0 ? node.start : 1);
    if (node.tagName === "UL") this.lists.push(0);
    if (node.tagName === "LI") this.entry(node);
    for (const child of node.childNodes) this.walk(child);
    if (block) this.end();
    if (node.tagName === "OL" || node.tagName === "UL") this.lists.pop();
  }

  entry(item) {
    const last = this.lists.length - 1;
    this.number = "";
    if (last < 0 || !this.lists[last]) return;
    if (item.value > 0) this.lists[last] = item.value;
    this.number = `${this.lists[last]}. `;
    this.lists[last] += 1;
  }

  row(node) {
    this.end();
    const cells = [...node.cells].map((cell) => tidy(cell.innerText || cell.textContent)).filter(Boolean);
    if (cells.length) this.lines.push(cells.join(CELL));
  }
}

// Styles are taken out before anything is parsed: the content security policy would complain of each.
function parsed(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
  return new DOMParser().parseFromString(bare, "text/html");
}

export function paragraphs(html) {
  const reader = new Lines();
  reader.walk(parsed(html).body);
  reader.end();
  return reader.lines;
}

// Pictures of the clipboard that can be uploaded: files, and those written into the markup; and whether there are others.
export async function pictures(data, html) {
  const files = [...data.files].filter((file) => /^image\/(png|jpeg)$/.test(file.type));
  const sources = [...parsed(html).images].map((image) => image.getAttribute("src") || "");
  const written = sources.filter((source) => /^data:image\/(png|jpeg);base64,/.test(source));
  if (!files.length) for (const source of written) files.push(fileOf(source, files.length));
  return { files, lost: !files.length && sources.length > 0 };
}

function fileOf(source, place) {
  const [head, body] = source.split(",");
  const type = head.slice(5, head.indexOf(";"));
  const bytes = Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
  return new File([bytes], `${place + 1}.${type.slice(6)}`, { type });
}

export function insert(field, lines) {
  const text = lines.join("\n");
  field.focus();
  // The old command keeps the browser's own undo; where it is gone, the text is put in all the same.
  if (!document.execCommand || !document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
