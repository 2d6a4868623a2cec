// Facts that change where they stand: a list with search, chosen by ↑ ↓ ↵. Without this file the link opens the form.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);
const offers = (form) => all("[role=option]", form).filter((option) => !option.hidden);
const marked = (form) => offers(form).find((option) => option.getAttribute("aria-selected") === "true");
const open = () => one("[data-fact]");

function mark(form, option) {
  all("[role=option]", form).forEach((each) => each.setAttribute("aria-selected", each === option));
  one("[type=search]", form).setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}
function shut(returns = true) {
  const form = open();
  if (!form) return;
  const link = one(".s-edit-value", form.closest(".s-edit"));
  Element.prototype.remove.call(form); // a field may be called remove
  link.setAttribute("aria-expanded", "false");
  if (returns) link.focus();
}
// A fact with several values: its options are ticked, and all is saved together.
const ticked = (option) => option.getAttribute("aria-checked") === "true";
function changesOf(form) {
  const options = all("[role=option]:not([data-new])", form);
  const valuesOf = (wanted) => options.filter(wanted).map((option) => option.dataset.value);
  return {
    added: valuesOf((option) => ticked(option) && !("was" in option.dataset)),
    removed: valuesOf((option) => !ticked(option) && "was" in option.dataset),
  };
}
function isChanged(form) {
  if (!("several" in form.dataset)) return false;
  const { added, removed } = changesOf(form);
  return added.length + removed.length > 0;
}
function filter(form) {
  const typed = one("[type=search]", form).value.trim();
  const wanted = typed.toLowerCase();
  const options = all("[role=option]:not([data-new])", form);
  options.forEach((option) => { option.hidden = !option.textContent.toLowerCase().includes(wanted); });
  const fresh = one("[data-new]", form);
  if (fresh) {
    fresh.hidden = !typed || options.some((option) => option.dataset.value.toLowerCase() === wanted);
    one("b", fresh).textContent = typed;
  }
  mark(form, offers(form)[0]);
}
function made(form, fresh) {
  const option = fresh.cloneNode(true);
  option.removeAttribute("data-new");
  option.id = `${fresh.id}-${all("[role=option]", form).length}`;
  option.dataset.value = one("b", fresh).textContent;
  one("span", option).remove();
  fresh.before(option);
  return option;
}
function tick(form, option) {
  const chosen = "new" in option.dataset ? made(form, option) : option;
  chosen.setAttribute("aria-checked", !ticked(chosen));
  one("[type=search]", form).value = "";
  filter(form);
  mark(form, chosen);
}
on("submit", (event) => {
  const form = event.target.closest?.("[data-several]");
  if (!form) return;
  const { added, removed } = changesOf(form);
  one("[data-added]", form).value = added.join("\n");
  one("[data-removed]", form).value = removed.join("\n");
  if (isChanged(form)) return;
  event.preventDefault();
  shut();
});
// What the verb asks besides is asked now; otherwise the choice is saved.
function take(form, option) {
  if ("several" in form.dataset) return tick(form, option);
  one("[data-chosen]", form).value = option.dataset.value;
  mark(form, option);
  const more = one("[data-more]", form);
  if (!more) return form.requestSubmit();
  more.hidden = false;
  one("textarea, input:not([type=hidden])", more)?.focus();
}
on("htmx:beforeRequest", (event) => { if (event.target.matches?.(".s-edit-value")) shut(false); });
on("htmx:afterSwap", (event) => {
  const form = one("[data-fact]", event.target);
  if (!form || !event.target.matches(".s-edit-pop")) return;
  one(".s-edit-value", form.closest(".s-edit")).setAttribute("aria-expanded", "true");
  mark(form, marked(form) ?? offers(form)[0]);
  one("[type=search]", form).focus();
});
on("input", (event) => {
  const form = event.target.closest?.("[data-fact]");
  if (!form || event.target.type !== "search") return;
  filter(form);
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-fact]");
  if (!form || event.isComposing) return;
  const found = offers(form);
  const at = found.indexOf(marked(form));
  const inSearch = event.target.type === "search";
  if (event.key === "Escape") shut();
  else if (inSearch && event.key === "ArrowDown") mark(form, found[(at + 1) % found.length]);
  else if (inSearch && event.key === "ArrowUp") mark(form, found[(at - 1 + found.length) % found.length]);
  else if (inSearch && event.key === "Enter" && !event.ctrlKey && !event.metaKey) { if (found[at]) take(form, found[at]); }
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
on("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.(".s-edit-value")) return;
  event.preventDefault();
  event.target.click();
});
document.addEventListener("mousedown", (event) => {
  const form = open();
  if (!form) return;
  const option = event.target.closest?.("[data-fact] [role=option]");
  if (option) {
    event.preventDefault();
    take(form, option);
  } else if (!form.contains(event.target) && !isChanged(form)) {
    shut(false);
  }
});
// After saving one is back where one was.
if (location.hash.startsWith("#fact-")) one(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.focus();
