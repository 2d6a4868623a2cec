// The conversation of a ticket: the line above what is unread, and who writes. The page works without this file.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const TYPING_MS = 12_000;
const REMEMBERED = 300;

// ---------- unread: the newest entry that was shown, remembered by the browser for each user and ticket ----------
const thread = one("#thread");
const place = `read-${document.body.dataset.user}`;
const idOf = (entry) => Number(entry.id.slice("entry-".length));
const entries = () => all("[id^=entry-]", thread);

function lastRead() {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? {};
  } catch {
    return {};
  }
}
function remember() {
  const { [thread.dataset.ticket]: before = 0, ...others } = lastRead();
  const last = Math.max(before, ...entries().map(idOf));
  const kept = [...Object.entries(others).slice(1 - REMEMBERED), [thread.dataset.ticket, last]];
  try {
    localStorage.setItem(place, JSON.stringify(Object.fromEntries(kept)));
  } catch { /* a browser without room shows no line */ }
}
function markUnread() {
  const read = lastRead()[thread.dataset.ticket];
  const unread = entries().filter((entry) => idOf(entry) > read && !one(".s-who--me", entry));
  if (!unread.length) return;
  const line = one(".s-unread", thread) ?? document.createElement("p");
  if (!line.isConnected) {
    line.className = "s-unread";
    (unread[0].closest(".s-run") ?? unread[0]).before(line);
  }
  line.textContent = thread.dataset.unread.replace("{n}", Number(line.dataset.count ?? 0) + unread.length);
  line.dataset.count = Number(line.dataset.count ?? 0) + unread.length;
}
function noteShown() {
  markUnread();
  if (!document.hidden) remember();
}
noteShown();
on("htmx:afterSettle", (event) => { if (event.target.closest?.("#thread")) noteShown(); });
on("visibilitychange", () => { if (!document.hidden) remember(); });

// ---------- presence: the poll says what is written; the first key says it at once ----------
let typedAt = -TYPING_MS;
let saidAt = -TYPING_MS;
const poll = () => one("[data-news]");
const types = () => performance.now() - typedAt < TYPING_MS;
const isUnsaid = () => types() && performance.now() - saidAt > TYPING_MS;
const sayTyping = () => { if (isUnsaid()) poll()?.dispatchEvent(new Event("looked")); };

on("input", (event) => {
  if (!event.target.closest?.("#write")) return;
  typedAt = performance.now();
  sayTyping();
});
// A poll that was answered while the first key was pressed has replaced the element that was to ask again.
on("htmx:afterSettle", (event) => { if (event.target.closest?.("#thread")) sayTyping(); });
on("htmx:configRequest", (event) => {
  if (!event.target.matches?.("[data-news]") || !types()) return;
  event.detail.parameters.writing = one("#write").dataset.verb;
  saidAt = performance.now();
});

// ---------- undo: a form that can be undone says so; then the seconds count down ----------
on("submit", (event) => all("[data-holds]", event.target).forEach((input) => { input.value = "1"; }));

const held = one("[data-held]");
const EVERY_MS = 1500;
const leftAt = performance.now() + Number(held?.dataset.held ?? 0) * 1000;

function countDown() {
  const left = Math.max(0, Math.ceil((leftAt - performance.now()) / 1000));
  one("span", held).textContent = held.dataset.text.replace("{n}", left);
  if (left > 0) return void setTimeout(countDown, 250);
  one("form", held).hidden = true;
  waitForIt();
}
// What was held back has come as a new entry: the page is as it would have been without waiting.
function waitForIt() {
  poll()?.dispatchEvent(new Event("looked"));
  setTimeout(waitForIt, EVERY_MS);
}
if (held) {
  const before = Math.max(0, ...entries().map(idOf));
  countDown();
  on("htmx:afterSettle", () => {
    if (!entries().some((entry) => idOf(entry) > before && one(".s-who--me", entry))) return;
    if (!one("#write textarea")?.value) return location.reload();
    all(".s-held-say, .s-held").forEach((element) => element.remove());
  });
}
