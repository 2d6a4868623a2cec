// What is typed is not lost: drafts are saved during typing, and a form leaves its page only when the server is there, for
// the same person; one with files when the server has taken them. A form is sent once. Without this file forms are sent as the browser sends them.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const data = document.body.dataset;
const WAIT_MS = 800;
const AGAIN_MS = 8000;
const PATIENCE_MS = 15_000;
// The browser sends nothing larger from a page that is left.
const LEAVING_BYTES = 60_000;

// ---------- what could not be sent, said in the open sheet, above the writing box, or at the top of the page ----------
const noteSaid = () => one("[data-not-sent]");

function say(why, form = null) {
  noteSaid()?.remove();
  const note = one(`#${why}`);
  if (!note) return;
  const place = one("dialog[open] [data-dialog-body]") ?? form?.closest(".s-foot") ?? one("main");
  place.prepend(note.content.cloneNode(true));
  noteSaid().scrollIntoView({ block: "nearest" });
}

// ---------- htmx ----------
on("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = data.csrf; });
const isSignedOut = ({ detail: { xhr } }) => new URL(xhr.responseURL, location.href).pathname === one("#signed-out")?.dataset.page;
const isPoll = (event) => event.target.matches?.("[data-poll]");
on("htmx:sendError", (event) => { if (!isPoll(event)) say("not-sent"); });
on("htmx:responseError", (event) => { if (isPoll(event)) event.target.remove(); else say("not-sent"); });

// ---------- polls: only while somebody looks ----------
on("htmx:beforeRequest", (event) => { if (isPoll(event) && document.hidden) event.preventDefault(); });
on("visibilitychange", () => {
  if (!document.hidden) all("[data-poll]").forEach((poll) => poll.dispatchEvent(new Event("looked")));
});
on("htmx:beforeSwap", (event) => {
  if (!isPoll(event) && !isSignedOut(event)) return noteSaid()?.remove();
  if (isPoll(event) && event.detail.xhr.responseURL.includes(event.target.getAttribute("hx-get"))) return;
  // The page of signing in is never a part of another page; a poll that another page answers ends.
  event.detail.shouldSwap = false;
  if (isPoll(event)) event.target.remove();
  else say("signed-out");
});

// ---------- drafts: under the key in data-draft ----------
const timers = new WeakMap();

function contentOf(form) {
  const content = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || ["csrfmiddlewaretoken", "once"].includes(name)) continue;
    content[name] = name in content ? [].concat(content[name], value) : value;
  }
  return content;
}
async function keep(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (!data.drafts) return;
  const state = one("[data-draft-state]", form);
  const body = new Blob([JSON.stringify({ key: form.dataset.draft, content: contentOf(form) })]);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": data.csrf };
  try {
    const keepalive = body.size < LEAVING_BYTES;
    const answer = await fetch(data.drafts, { method: "POST", redirect: "manual", keepalive, headers, body });
    if (answer.type === "opaqueredirect" && !noteSaid()) say("signed-out", form);
    if (!answer.ok) throw new Error(answer.status);
    const { at } = await answer.json();
    if (state) state.textContent = `${state.dataset.saved} ${at}`;
  } catch {
    if (state) state.textContent = state.dataset.failed;
  }
}
on("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(keep, WAIT_MS, form));
});
// A waiting draft is saved before the page is left.
on("visibilitychange", () => {
  if (document.hidden) all("form[data-draft]").filter((form) => timers.has(form)).forEach(keep);
});

// ---------- sending: a form with something typed asks first whether the server is there; each sign-in makes a new token ----------
async function ask() {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(data.ready, { cache: "no-store", redirect: "manual", signal }).catch(() => null);
  if (answer?.type === "opaqueredirect") return "signed-out";
  const found = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!found) return "not-sent";
  if (String(found.user) !== data.user) return "other-user";
  data.csrf = found.csrf;
  all("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = found.csrf; });
  return "";
}
const TYPED = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=search])";
const holdsText = (form) => all(TYPED, form).some((input) => input.value);

// ---------- a form with files: no browser gives files back to a page, so the page stays until the server has taken them ----------
const holdsFiles = (form) => all("input[type=file]", form).some((input) => input.files.length);

function goTo(address) {
  const { pathname, search } = location;
  if (address.pathname !== pathname || address.search !== search) return location.assign(address);
  history.replaceState(null, "", address);
  location.reload();
}
// The form as the server has sent it back, with its errors, and with the files that were chosen.
function showAgain(form, again) {
  all("input[type=file]", again).forEach((input) => {
    const chosen = all("input[type=file]", form).find(({ name }) => name === input.name);
    if (!chosen) return;
    ["aria-invalid", "aria-describedby"].forEach((name) => chosen.toggleAttribute(name, false));
    [...input.attributes].forEach(({ name, value }) => chosen.setAttribute(name, value));
    input.replaceWith(chosen);
  });
  form.replaceWith(again);
  all("input[type=file]", again).forEach((input) => input.dispatchEvent(new Event("change", { bubbles: true })));
  again.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  const fault = one("[data-errors], .s-error", again);
  (one("[data-errors], [aria-invalid]:not([type=file])", again) ?? one("textarea", again))?.focus();
  fault?.scrollIntoView({ block: "nearest" });
}
// What a page of ours about an error says, in the words of that page.
function sayAs(page, form) {
  const [title, text] = [one("main.s-box h1", page), one("main.s-box p", page)];
  say("not-sent", form);
  if (title) one("b", noteSaid()).textContent = title.textContent;
  if (title && text) one("span", noteSaid()).textContent = text.textContent.trim();
}
async function sendHere(form, submitter) {
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  const request = { method: "POST", headers: { "X-Stays": "yes" }, body: new FormData(form, submitter) };
  form.ariaBusy = "true";
  const answer = await fetch(address || location.href, request).catch(() => null);
  const to = answer?.headers.get("X-Goes-To");
  if (to) return goTo(new URL(to, location.href));
  delete form.dataset.sent;
  form.ariaBusy = null;
  if (!answer) return say("not-sent", form);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const isSame = (each) => each.method === "post" && each.getAttribute("action") === form.getAttribute("action");
  const again = all("form", page).find((each) => isSame(each) && one("input[type=file]", each));
  if (again) showAgain(form, again);
  else if (answer.status === 413) say("too-large", form);
  else sayAs(page, form);
}

on("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-waits]")) return;
  const state = form.dataset.sent;
  if (form.ariaBusy || (state && state !== "asked")) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, AGAIN_MS + (state ? 0 : PATIENCE_MS)); // after a download the page is still open
  if (state || !data.ready || !holdsText(form)) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    return;
  }
  event.preventDefault();
  const [fault] = await Promise.all([ask(), timers.has(form) && keep(form)]);
  if (fault) {
    delete form.dataset.sent;
    return say(fault, form);
  }
  noteSaid()?.remove();
  if (holdsFiles(form)) return sendHere(form, submitter);
  form.dataset.sent = "asked";
  form.requestSubmit(submitter);
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
// Back from signing in, or in the network again: the note goes, and the form can be sent.
const askAgain = async () => { if (noteSaid() && !(await ask())) noteSaid()?.remove(); };
window.addEventListener("online", askAgain);
on("visibilitychange", () => { if (!document.hidden) askAgain(); });
