// Elements under a root that carry a selector, each handed out once per purpose.
const seen = new WeakMap();

export function fresh(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches && root.matches(selector)) found.unshift(root);
  return found.filter((element) => {
    const purposes = seen.get(element) || new Set();
    if (purposes.has(selector)) return false;
    seen.set(element, purposes.add(selector));
    return true;
  });
}
