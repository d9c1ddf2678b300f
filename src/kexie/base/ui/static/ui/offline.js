// Reading without the network: has the service worker registered, tells it what it cannot know, and says when it has a
// newer site. Nothing is asked of anybody, nothing reloads by itself; a browser without service workers loses nothing.
import { fresh } from "./find.js";

const address = document.documentElement.dataset.worker;

function tell(message) {
  const { serviceWorker } = navigator;
  if (address && serviceWorker) serviceWorker.ready.then(({ active }) => active && active.postMessage(message));
}

function offer(waiting) {
  const line = document.getElementById("renewal");
  if (!line) return;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage({ take: true });
  });
}

function watch(worker) {
  if (!worker) return;
  worker.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
  });
}

function drawnWith() {
  const used = performance.getEntriesByType("resource").filter(({ initiatorType: by }) => ["link", "script", "img", "css", "other"].includes(by));
  return used.map(({ name }) => name).filter((name) => name.startsWith(location.origin));
}

async function register(workers) {
  const first = !workers.controller;
  const registration = await workers.register(address);
  if (!registration) return;
  // This page has just come from the network: the newer worker may take over, and nobody is asked.
  if (registration.waiting && !first) registration.waiting.postMessage({ take: true });
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  tell({ look: document.documentElement.className });
  if (document.body.dataset.person) tell({ forget: true });
  else if (first) tell({ read: { address: location.href, files: drawnWith() } });
}

export function start(root) {
  for (const form of fresh(root, "form[data-forget], form[data-log-in]")) {
    form.addEventListener("submit", () => tell({ forget: true }));
  }
  if (root !== document) return;
  window.addEventListener("beforeinstallprompt", (event) => event.preventDefault());
  document.addEventListener("look", () => tell({ look: document.documentElement.className }));
  const { serviceWorker } = navigator;
  if (!address || !serviceWorker) return;
  const begin = () => register(serviceWorker).catch(() => {}); // switched off in this browser: pages work without it
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}
