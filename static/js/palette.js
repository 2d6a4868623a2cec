// The palette: the actions of the page, pages and records. Stands before app.js: a key that is for it is for nothing else.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);

// The server searches, the arrow keys choose.
const options = () => all("#palette [role=option]");

function openPalette() {
  const palette = one("#palette");
  if (!palette || palette.open) return;
  palette.showModal();
  const input = one("input[type=search]", palette);
  input.select();
  input.dispatchEvent(new Event("opened"));
}
// What can be done on the open page, found by its buttons: first in the palette.
const ACTIONS = "main :is(.s-head, .s-thead, .s-decide, .s-bulk.on) :is(a.btn, button.btn), #nav form button";
const NO_ACTION = ".s-cols *, .s-thead-near *, .s-thead-back, .s-side-opens, [popovertarget], summary, dialog *";
function nameOf(element) {
  const copy = element.cloneNode(true);
  all("kbd, svg, .s-hide", copy).forEach((each) => each.remove());
  return copy.textContent.replace(/\s+/g, " ").trim() || element.getAttribute("aria-label") || "";
}
function offerActions(results) {
  const typed = one("#palette input[type=search]").value.trim().toLowerCase();
  const template = one("#palette-action");
  const known = new Set();
  const found = all(ACTIONS).filter((element) => {
    const name = nameOf(element);
    if (!name || known.has(name) || element.matches(NO_ACTION) || !name.toLowerCase().includes(typed)) return false;
    known.add(name);
    return true;
  }).slice(0, 12);
  if (!found.length || !template) return;
  const group = template.content.cloneNode(true).firstElementChild;
  found.forEach((element, place) => {
    const option = one("button", template.content).cloneNode(true);
    option.id = `act-${place}`;
    one("span", option).textContent = nameOf(element);
    const key = element.dataset.key;
    if (key) one("kbd", option).textContent = key.toUpperCase();
    else one("kbd", option).remove();
    option.addEventListener("click", () => { one("#palette").close(); element.click(); });
    group.append(option);
  });
  one("[data-sample]", group).remove();
  results.prepend(group);
}
function choose(option) {
  options().forEach((each) => each.setAttribute("aria-selected", each === option));
  one("#palette input[type=search]").setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}
on("htmx:afterSwap", (event) => {
  if (event.target.id !== "palette-results") return;
  offerActions(event.target);
  choose(options()[0]);
});

function move(event) {
  if (event.isComposing) return;
  const found = options();
  const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") { // the browser would only empty the field
    event.preventDefault();
    one("#palette").close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length]);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    found[at].click();
  }
}
on("keydown", (event) => {
  if (event.target.closest?.("#palette")) move(event);
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  openPalette();
});
