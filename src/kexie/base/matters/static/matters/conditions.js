// The conditions of forms, weighed in the browser exactly as `rules/expressions.py` does on the server.

function kind(value) {
  if (typeof value === "boolean") return "truth";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  return Array.isArray(value) ? "list" : "";
}

function equal(left, right) {
  const one = kind(left);
  if (!one || one !== kind(right)) return false;
  if (one === "list") return left.length === right.length && left.every((member, at) => equal(member, right[at]));
  return left === right;
}

function contains(member, whole) {
  if (kind(whole) === "list") return whole.some((one) => equal(member, one));
  return kind(member) === "text" && kind(whole) === "text" && whole.includes(member);
}

// Text is compared by its characters, not by the halves in which JavaScript keeps those beyond the first 65,536.
function order(left, right) {
  if (kind(left) === "number") return left - right;
  const [one, other] = [[...left], [...right]];
  const at = one.findIndex((sign, place) => sign !== other[place]);
  if (at < 0) return one.length - other.length;
  return at < other.length ? one[at].codePointAt(0) - other[at].codePointAt(0) : 1;
}

function ordered(left, right, holds) {
  const one = kind(left);
  return (one === "number" || one === "text") && one === kind(right) && holds(order(left, right));
}

const truth = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const SIGNS = {
  "==": equal,
  "!=": (left, right) => !equal(left, right),
  "<": (left, right) => ordered(left, right, (by) => by < 0),
  "<=": (left, right) => ordered(left, right, (by) => by <= 0),
  ">": (left, right) => ordered(left, right, (by) => by > 0),
  ">=": (left, right) => ordered(left, right, (by) => by >= 0),
  in: contains,
  "not in": (left, right) => !contains(left, right),
};

function value([sign, ...parts], answer) {
  if (sign === "name") return answer(parts[0]);
  if (sign === "value") return parts[0];
  if (sign === "list") return parts.map((part) => value(part, answer));
  if (sign === "and") return parts.every((part) => truth(value(part, answer)));
  if (sign === "or") return parts.some((part) => truth(value(part, answer)));
  if (sign === "not") return !truth(value(parts[0], answer));
  return SIGNS[sign](value(parts[0], answer), value(parts[1], answer));
}

// Whether `tree` holds; `answer` gives the answer of a key, or null.
export function holds(tree, answer) {
  return truth(value(tree, answer));
}
