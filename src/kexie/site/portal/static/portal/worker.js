// The service worker: the shell and the last public pages that were read here, for when the network is away.
// `SITE` stands before this file when the platform serves it (`views/offline.py`).
//
// Nothing personal is kept. A page is kept if the server says so (`X-Offline: keep`: it was asked for without a session and
// sets no cookie), if no header forbids it, and if its address has no question. As soon as an answer belongs to a session
// (`X-Offline: forget`), or somebody sends a form of the log-in pages, all pages and their pictures are removed.
/* global SITE */
const SHELL = "shell";
const PAGES = "pages";
const PICTURES = "pictures";
const FILES = "files";
const LOOK = "look";
const MOST = { [PAGES]: 30, [PICTURES]: 60, [FILES]: 120, [SHELL]: Infinity };
const LARGEST = { [PAGES]: 500000, [PICTURES]: 600000, [FILES]: 2000000, [SHELL]: Infinity }; // bytes
const LOOKS = ["elder", "light", "dark"];

// Raised whenever pages are removed: what was being kept at that moment is dropped.
let era = 0;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => answer(event));
self.addEventListener("message", (event) => event.waitUntil(hear(event.data || {})));

async function install() {
  const shell = await caches.open(SHELL);
  for (const address of SITE.shell) {
    const response = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await put(shell, SHELL, address, response);
  }
}

async function begin() {
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await shelve();
  await self.clients.claim();
}

// What an older shell was made of stays for a while: pages that were kept with it ask for it.
async function shelve() {
  const shell = await caches.open(SHELL);
  const files = await caches.open(FILES);
  const wanted = SITE.shell.map((address) => new URL(address, self.location.origin).href);
  for (const request of await shell.keys()) {
    if (wanted.includes(request.url)) continue;
    await put(files, FILES, request.url, await shell.match(request));
    await shell.delete(request);
  }
}

async function hear(told) {
  if (told.take) await self.skipWaiting();
  if (told.forget) await forget();
  if (typeof told.look === "string") await remember(told.look);
  if (told.read) await readFirst(told.read);
}

function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (request.mode === "navigate" && url.pathname.startsWith(SITE.accounts)) event.waitUntil(forget());
  } else if (request.mode === "navigate") {
    event.respondWith(page(event, url));
  } else if (["style", "script", "font", "image"].includes(request.destination) && !isPrivate(url)) {
    event.respondWith(file(event, url));
  }
}

// Pages: the network first.

async function page(event, url) {
  let response;
  try {
    response = (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return kept(url);
  }
  if (response.headers.get("X-Offline") === "forget") await forget();
  else if (url.pathname === SITE.offline && response.ok) return listed(response, 200);
  else if (isForKeeping(response, url)) event.waitUntil(keep(url, response.clone()));
  else if (response.status < 500) event.waitUntil(drop(url));
  return response;
}

function isPrivate(url) {
  return SITE.never.some((path) => url.pathname.startsWith(path));
}

function isForKeeping(response, url) {
  const type = response.headers.get("Content-Type") || "";
  return (
    response.status === 200 &&
    response.headers.get("X-Offline") === "keep" &&
    type.startsWith("text/html") &&
    !url.search &&
    !isPrivate(url) &&
    !isForbidden(response)
  );
}

const isForbidden = (response) => /no-store|private/.test(response.headers.get("Cache-Control") || "");

async function keep(url, response) {
  const begun = era;
  const text = await response.text();
  const title = (/<title>([^<]*)<\/title>/.exec(text) || ["", url.pathname])[1];
  const headers = new Headers(response.headers);
  headers.set("X-Kept", new Date().toISOString());
  headers.set("X-Title", encodeURIComponent(title.trim()));
  const pages = await caches.open(PAGES);
  if (begun === era) await put(pages, PAGES, url.origin + url.pathname, new Response(text, { headers }));
  if (begun !== era) await forget();
}

async function drop(url) {
  const pages = await caches.open(PAGES);
  await pages.delete(url.href, { ignoreVary: true });
}

async function forget() {
  era += 1;
  await Promise.all([caches.delete(PAGES), caches.delete(PICTURES)]);
}

// The page that was open before there was a worker, and what it was drawn with.
async function readFirst({ address, files }) {
  const url = new URL(address, self.location.origin);
  if (url.origin !== self.location.origin || isPrivate(url)) return;
  const response = await fetch(url.href, { headers: { Accept: "text/html" } });
  if (response.headers.get("X-Offline") === "forget") await forget();
  if (!isForKeeping(response, url)) return;
  await keep(url, response);
  for (const each of files) {
    const one = new URL(each, self.location.origin);
    if (one.origin !== self.location.origin || isPrivate(one)) continue;
    const name = nameFor(one);
    const answered = await fetch(one.href);
    if (mayStay(answered)) await put(await caches.open(name), name, one.href, answered);
  }
}

// Without the network: the kept copy, or the page that says what there is.

async function kept(url) {
  const pages = await caches.open(PAGES);
  const found = await pages.match(url.href, { ignoreVary: true });
  if (!found) return listed(await caches.match(SITE.offline, { ignoreVary: true }), 503);
  const text = await found.text();
  const words = wordsOf(text);
  const line = words.line.replace("{when}", when(found, words));
  return new Response(
    dressed(text, await looks()).replace(/<main id="main"[^>]*>/, (main) => main + line),
    { headers: found.headers },
  );
}

async function listed(response, status) {
  if (!response) return Response.error();
  const page = await response.text();
  const words = wordsOf(page);
  const pages = await caches.open(PAGES);
  const rows = [];
  for (const request of (await pages.keys()).reverse()) {
    const found = await pages.match(request, { ignoreVary: true });
    const path = new URL(request.url).pathname.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
    const title = decodeURIComponent(found.headers.get("X-Title")).replace(/ - [^-]*$/, ""); // escaped as the page has it
    const row = { path, title, when: when(found, words) };
    rows.push(words.row.replace(/\{(path|title|when)\}/g, (_, name) => row[name]));
  }
  const list = rows.join("") || words.none;
  return new Response(
    dressed(page, await looks()).replace(/(<ul [^>]*data-kept-pages[^>]*>)\s*<\/ul>/, (_, open) => `${open}${list}</ul>`),
    { headers: response.headers, status },
  );
}

// In the language that the page speaks.
function wordsOf(page) {
  const [, language] = /<html[^>]* lang="([^"]*)"/.exec(page) || [];
  return SITE.words[language] || Object.values(SITE.words)[0];
}

function when(response, words) {
  const at = new Date(response.headers.get("X-Kept"));
  const two = (number) => String(number).padStart(2, "0");
  return words.when
    .replace("{month}", at.getMonth() + 1)
    .replace("{day}", at.getDate())
    .replace("{time}", `${two(at.getHours())}:${two(at.getMinutes())}`);
}

// 长辈版, light and dark: as the last page had it, not as it was when this page was kept.

async function remember(look) {
  const known = look.split(" ").filter((word) => LOOKS.includes(word)).join(" ");
  const looks = await caches.open(LOOK);
  await looks.put(SITE.offline, new Response(known));
}

async function looks() {
  const found = await (await caches.open(LOOK)).match(SITE.offline);
  return found ? found.text() : "";
}

function dressed(text, look) {
  return text.replace(/(<html[^>]* class=")[^"]*"/, (_, open) => `${open}${look}"`);
}

// Style sheets, scripts and pictures: what never changes under its address from here, all else from the network first.

function nameFor(url) {
  if (SITE.shell.includes(url.pathname)) return SHELL;
  return SITE.own.some((path) => url.pathname.startsWith(path)) ? FILES : PICTURES;
}

function mayStay(response) {
  return response.status === 200 && /public/.test(response.headers.get("Cache-Control") || "") && !isForbidden(response);
}

async function file(event, url) {
  const { request } = event;
  const begun = era;
  const name = nameFor(url);
  const found = await caches.match(request, { ignoreVary: true });
  if (found && /immutable/.test(found.headers.get("Cache-Control") || "")) return found;
  try {
    const response = await fetch(request);
    if (mayStay(response) && begun === era) event.waitUntil(put(await caches.open(name), name, request.url, response.clone()));
    return response;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

// Put last, so that what has not been used for the longest time stands first and goes first.
async function put(cache, name, address, response) {
  const body = await response.blob();
  if (body.size > LARGEST[name]) return;
  const headers = new Headers(response.headers);
  headers.delete("Vary");
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.delete(address, { ignoreVary: true });
  await cache.put(address, new Response(body, { headers }));
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST[name]))) await cache.delete(key);
}
