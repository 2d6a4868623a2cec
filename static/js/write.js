// The writing box: marks, preview, canned replies behind "/", mentions behind "@". Without this file it is a text field.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const onClick = (selector, act) => on("click", (event) => {
  const element = event.target.closest?.(selector);
  if (element) act(element, event);
});
const boxOf = (element) => element?.closest?.(".s-write");
const areaOf = (box) => one("textarea", box);

// As if it were typed: the browser can undo it, the draft is saved.
function type(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---------- marks ----------
const MARKS = {
  bold(area) {
    const { selectionStart: start, selectionEnd: end } = area;
    const words = area.value.slice(start, end);
    type(area, `**${words}**`);
    area.setSelectionRange(start + 2, start + 2 + words.length);
  },
  link(area) {
    const { selectionStart: start, selectionEnd: end } = area;
    const words = area.value.slice(start, end);
    type(area, `[${words}](https://)`);
    const at = words ? start + words.length + 3 : start + 1;
    area.setSelectionRange(at, words ? at + "https://".length : at);
  },
  list: (area) => startLines(area, "- "),
  quote: (area) => startLines(area, "> "),
  mention: (area) => type(area, /(^|\s)$/.test(area.value.slice(0, area.selectionStart)) ? "@" : " @"),
};
function startLines(area, mark) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const lines = area.value.slice(start, area.selectionEnd).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  type(area, lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n"), start, area.selectionEnd);
}
onClick("[data-mark]", (button) => MARKS[button.dataset.mark](areaOf(boxOf(button))));
on("keydown", (event) => {
  if (event.key.toLowerCase() !== "b" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.(".s-write textarea")) return;
  if (!one("[data-mark=bold]", boxOf(event.target))) return;
  event.preventDefault();
  MARKS.bold(event.target);
});

// ---------- preview ----------
async function preview(button) {
  const box = boxOf(button);
  const place = one("[data-previewed]", box);
  const shown = button.getAttribute("aria-pressed") === "true";
  if (!shown) {
    const body = new URLSearchParams({ body: areaOf(box).value });
    const headers = { "X-CSRFToken": document.body.dataset.csrf };
    const answer = await fetch(button.dataset.preview, { method: "POST", headers, body }).catch(() => null);
    if (!answer?.ok) return;
    place.innerHTML = await answer.text(); // cleaned by the server
  }
  button.setAttribute("aria-pressed", !shown);
  place.hidden = shown;
  box.classList.toggle("is-previewed", !shown);
  box.classList.add("is-open");
  if (shown) areaOf(box).focus();
}
onClick("[data-preview]", preview);

// ---------- lists of offers: the arrow keys choose ----------
const offers = (list) => all("[role=option]", list).filter((option) => !option.hidden);
const chosen = (list) => one("[aria-selected=true]:not([hidden])", list);

function choose(list, option, holder) {
  all("[role=option]", list).forEach((each) => each.setAttribute("aria-selected", each === option));
  holder.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}
// Whether the key was for the list.
function move(event, list, holder, take, shut) {
  if (event.isComposing) return false;
  const found = offers(list);
  const at = found.indexOf(chosen(list));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(list, found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length], holder);
  } else if (["Enter", "Tab"].includes(event.key) && found[at] && !event.ctrlKey && !event.metaKey) {
    take(found[at]);
  } else if (event.key === "Escape") {
    shut();
  } else {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

// ---------- canned replies ----------
const replies = () => one("#canned-replies");
// Chinese input methods type the other two.
const SLASHES = ["/", "／", "、"];
let typedSlash = false;

function openReplies(bySlash) {
  const list = replies();
  const box = boxOf(list);
  typedSlash = bySlash;
  list.hidden = false;
  box.classList.add("is-open");
  one("[data-canned-replies]", box).setAttribute("aria-expanded", "true");
  const search = one("input", list);
  search.value = "";
  filter();
  search.focus();
}
function shutReplies() {
  const list = replies();
  if (!list || list.hidden) return;
  list.hidden = true;
  one("[data-canned-replies]", boxOf(list)).setAttribute("aria-expanded", "false");
  areaOf(boxOf(list)).focus();
}
function filter() {
  const list = replies();
  const wanted = one("input", list).value.trim().toLowerCase();
  all("[role=option]", list).forEach((option) => {
    option.hidden = !`${option.textContent} ${option.dataset.text}`.toLowerCase().includes(wanted);
  });
  all("[role=group]", list).forEach((group) => { group.hidden = !offers(group).length; });
  one(".s-offers-none", list).hidden = offers(list).length > 0;
  choose(list, offers(list)[0], one("input", list));
}
function takeReply(option) {
  const area = areaOf(boxOf(option));
  const start = area.selectionStart - (typedSlash ? 1 : 0);
  const end = area.selectionEnd;
  shutReplies();
  type(area, option.dataset.text, start, end);
}
onClick("[data-canned-replies]", () => (replies().hidden ? openReplies(false) : shutReplies()));
on("input", (event) => { if (event.target.closest?.("#canned-replies")) filter(); });

// ---------- mentions ----------
const people = () => one("#mentions");
const asked = (area) => /(?:^|[^A-Za-z0-9])@([^\s@]{0,20})$/.exec(area.value.slice(0, area.selectionStart));
let wanted = null;

function shutPeople() {
  const list = people();
  wanted = null;
  if (list) list.hidden = true;
}
async function offerPeople(area) {
  const list = people();
  const found = asked(area);
  if (!found) return shutPeople();
  wanted = found[1];
  const answer = await fetch(`${list.dataset.people}?q=${encodeURIComponent(found[1])}`).catch(() => null);
  if (!answer?.ok || wanted !== found[1]) return;
  list.innerHTML = await answer.text();
  list.hidden = !offers(list).length;
  choose(list, offers(list)[0], area);
}
function takePerson(option) {
  const area = areaOf(boxOf(option));
  const start = area.selectionStart - asked(area)[1].length - 1;
  shutPeople();
  type(area, option.dataset.text, start, area.selectionStart);
}

// ---------- both ----------
on("input", (event) => {
  const area = event.target;
  if (!area.matches?.(".s-write textarea")) return;
  if (people() && boxOf(area).contains(people())) offerPeople(area);
  const before = area.value.slice(0, area.selectionStart - 1);
  if (SLASHES.includes(event.data) && replies() && /(^|[\s，。！？：；])$/.test(before)) openReplies(true);
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("#canned-replies")) move(event, replies(), event.target, takeReply, shutReplies);
  else if (people() && !people().hidden && event.target.matches?.(".s-write textarea")) move(event, people(), event.target, takePerson, shutPeople);
}, true);
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".s-offers [role=option]");
  if (option) {
    event.preventDefault();
    if (option.closest("#mentions")) takePerson(option);
    else takeReply(option);
  } else if (!event.target.closest?.(".s-offers, [data-canned-replies]")) {
    shutReplies();
    shutPeople();
  }
});
