// What must be read first after loading (an error summary) takes the focus.
import { fresh } from "./find.js";

export function start(root) {
  const [first] = fresh(root, "[data-focus]");
  if (first) first.focus();
}
