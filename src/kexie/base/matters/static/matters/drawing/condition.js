// The condition of a flow: rows of question, comparison and value, joined by "and" or by "or"; anything richer is text.
import { h, select } from "./parts.js";

const SIGNS = ["==", "!=", ">", ">=", "<", "<=", "in"];
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const VALUE = `"[^"]*"|'[^']*'|-?\\d+(?:\\.\\d+)?|True|False`;
const PLAIN = new RegExp(`^\\s*([\\p{L}_][\\p{L}\\p{N}_]*)\\s*(==|!=|>=|<=|>|<)\\s*(${VALUE})\\s*$`, "u");
const HOLDS = new RegExp(`^\\s*(${VALUE})\\s+in\\s+([\\p{L}_][\\p{L}\\p{N}_]*)\\s*$`, "u");

function bare(value) {
  return /^["']/.test(value) ? value.slice(1, -1) : value;
}

// {join, rows: [{name, sign, value}]}, or null for what rows cannot say.
export function read(condition) {
  if (!condition) return { join: "and", rows: [] };
  // Words within quotes may hold "and": they are hidden while the text is cut.
  const quoted = [];
  const hidden = condition.replace(/"[^"]*"|'[^']*'/g, (found) => `"\u0000${quoted.push(found) - 1}"`);
  const shown = (part) => part.replace(/"\u0000(\d+)"/g, (_, at) => quoted[Number(at)]);
  const join = / or /.test(hidden) ? "or" : "and";
  const parts = hidden.split(` ${join} `);
  const rows = parts.map((part) => row(shown(part)));
  return rows.includes(null) ? null : { join, rows };
}

function row(part) {
  const plain = PLAIN.exec(part);
  if (plain) return { name: plain[1], sign: plain[2], value: bare(plain[3]) };
  const holds = HOLDS.exec(part);
  return holds ? { name: holds[2], sign: "in", value: bare(holds[1]) } : null;
}

export function write({ join, rows }, asked) {
  const parts = rows.filter((one) => NAME.test(one.name)).map((one) => {
    const value = literal(one.value, asked[one.name]);
    return one.sign === "in" ? `${value} in ${one.name}` : `${one.name} ${one.sign} ${value}`;
  });
  return parts.join(` ${join} `);
}

function literal(value, question) {
  const kind = question ? question.kind : "text";
  if (kind === "number" && /^-?\d+(\.\d+)?$/.test(value)) return value;
  if (kind === "yes" && (value === "True" || value === "False")) return value;
  return value.includes('"') ? `'${value.replaceAll("'", "")}'` : `"${value}"`;
}

export function builder(condition, { asked, words }, change) {
  const box = h("div", { class: "panel__conditions" });
  const questions = Object.fromEntries(asked.map((one) => [one.key, one]));
  const labels = Object.fromEntries(asked.map((one) => [one.key, one.label]));
  let state = read(condition);
  let plain = state === null;

  function tell() {
    change(write(state, questions));
  }

  function value(one) {
    const values = questions[one.name] ? questions[one.name].values : {};
    const take = (chosen) => {
      one.value = chosen;
      tell();
    };
    if (Object.keys(values).length) return named(select(one.value, values, take, words.choose), words.value);
    const control = named(h("input", { class: "input", type: "text", value: one.value }), words.value);
    control.addEventListener("change", () => take(control.value.trim()));
    return control;
  }

  function named(control, label) {
    control.setAttribute("aria-label", label);
    return control;
  }

  function line(one, at) {
    const signs = Object.fromEntries(SIGNS.map((sign) => [sign, words[`op_${sign}`]]));
    const name = select(one.name, labels, (chosen) => {
      Object.assign(one, { name: chosen, value: "", sign: questions[chosen] && questions[chosen].many ? "in" : "==" });
      draw();
    }, words.choose);
    const sign = select(one.sign, signs, (chosen) => {
      one.sign = chosen;
      tell();
    });
    const gone = h("button", { type: "button", class: "button button--quiet", onclick: () => {
      state.rows.splice(at, 1);
      tell();
      draw();
    } }, words.remove);
    const join = at ? named(select(state.join, { and: words.and, or: words.or }, (chosen) => {
      state.join = chosen;
      tell();
      draw();
    }), words.and) : null;
    return h("div", { class: "panel__condition" }, join, named(name, words.condition), named(sign, words.condition), value(one), gone);
  }

  function draw() {
    if (plain) {
      const control = h("textarea", { class: "input", rows: 3, "aria-label": words.condition });
      control.value = condition || "";
      control.addEventListener("change", () => change((condition = control.value.trim())));
      const back = h("button", { type: "button", class: "button", onclick: () => {
        const found = read(control.value.trim());
        if (found === null) return (note.textContent = words.too_rich);
        [state, plain] = [found, false];
        return draw();
      } }, words.as_rows);
      const note = h("p", { class: "field__help" }, words.text_hint);
      return box.replaceChildren(note, control, back);
    }
    const add = h("button", { type: "button", class: "button", onclick: () => {
      state.rows.push({ name: "", sign: "==", value: "" });
      draw();
    } }, words.add_condition);
    const free = h("button", { type: "button", class: "button button--quiet", onclick: () => {
      [condition, plain] = [write(state, questions), true];
      draw();
    } }, words.as_text);
    return box.replaceChildren(...state.rows.map(line), h("p", { class: "buttons" }, add, free));
  }

  draw();
  return box;
}
