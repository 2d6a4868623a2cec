// Help for filling in forms: fields that an answer calls for, copy buttons, pasted and dropped photos.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (event, act) => document.addEventListener(event, act);

// ---------- finder: Enter or ↓ chooses the first result, also if the answer has not arrived yet; the arrow keys go on from there ----------
function pickFirst(input) {
  const first = one("input[type=radio]", one(input.dataset.picks));
  input.dataset.wanted = "";
  first?.click();
  first?.focus();
}
on("keydown", (event) => {
  const input = event.target;
  if (!["Enter", "ArrowDown"].includes(event.key) || event.isComposing || !input.matches?.("input[data-picks]")) return;
  if (event.key === "ArrowDown" && !input.value) return;
  event.preventDefault();
  if (input.dataset.found === input.value) return pickFirst(input);
  input.dataset.wanted = "yes";
  input.dispatchEvent(new Event("search"));
});
// Enter on a result goes on to what is still to be written; it does not send the form.
on("keydown", (event) => {
  const choice = event.target;
  const found = choice.matches?.("input[type=radio]") && choice.closest("[id]:not(input)");
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !found || !one(`input[data-picks="#${found.id}"]`)) return;
  event.preventDefault();
  all("textarea", choice.form).find((text) => text.required && !text.value)?.focus();
});
on("htmx:afterSettle", (event) => {
  const input = event.target.id && one(`input[data-picks="#${event.target.id}"]`);
  if (!input) return;
  input.dataset.found = event.detail.requestConfig.parameters.q ?? "";
  if (input.dataset.clears) one(input.dataset.clears).replaceChildren();
  if (input.dataset.wanted && input.dataset.found === input.value) pickFirst(input);
});

// ---------- a choice with its usual text, as long as nobody has written another one ----------
on("change", (event) => {
  const choice = event.target;
  if (!choice.matches?.("input[data-fills-text]")) return;
  const text = choice.form.elements.message;
  const usual = all(`input[name="${choice.name}"]`, choice.form).map((one) => one.dataset.fillsText);
  if (text && [...usual, ""].includes(text.value.trim())) text.value = choice.dataset.fillsText;
});

// ---------- fields that an answer calls for; without a script they always stand there ----------
const asksFor = (answers, given) => given.some((answer) => answers.includes(answer) || (answer && answers.includes("*")));
function callFor(form) {
  const content = new FormData(form);
  all("[data-when]", form).forEach((field) => {
    const given = content.getAll(field.dataset.when);
    const { answers, needed } = field.dataset;
    if (answers !== undefined) field.hidden = !asksFor(answers.split(" "), given) && !one("[aria-invalid]", field);
    const needs = needed !== undefined && !field.hidden && asksFor(needed.split(" "), given);
    all("input, select, textarea", field).forEach((control) => { control.required = needs; });
  });
}
const callForAll = (root) => new Set(all("[data-when]", root).map((field) => field.closest("form"))).forEach((form) => form && callFor(form));
callForAll(document);
on("htmx:load", (event) => callForAll(event.target));
["input", "change"].forEach((kind) => on(kind, (event) => {
  const form = event.target.form;
  if (form && one("[data-when]", form)) callFor(form);
}));

// ---------- copy ----------
function copyBySelection(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return document.execCommand("copy");
}
on("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  const source = button && one(button.dataset.copies);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.innerText.trim());
  } catch {
    if (!copyBySelection(source)) return;
  }
  const label = one("span", button) ?? button;
  const before = label.textContent;
  if (before === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = before; }, 2000);
});

// ---------- photos: pasted into the form's file input, or dropped on the form ----------
function addFiles(input, files) {
  const together = new DataTransfer();
  if (input.multiple) [...input.files].forEach((file) => together.items.add(file));
  files.slice(0, input.multiple ? files.length : 1).forEach((file) => together.items.add(file));
  input.files = together.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
const fileInput = (form) => one("input[type=file][data-pastes]", form ?? document);
on("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const input = fileInput(event.target.form);
  if (!files.length || !input) return;
  event.preventDefault();
  addFiles(input, files);
});
const dropPlace = (event) => {
  const form = event.target.closest?.("form:has(input[type=file][data-pastes])");
  return form && event.dataTransfer?.types.includes("Files") ? form : null;
};
on("dragover", (event) => {
  const form = dropPlace(event);
  if (!form) return;
  event.preventDefault();
  form.classList.add("is-over");
});
on("dragleave", (event) => {
  const form = event.target.closest?.("form.is-over");
  if (form && !form.contains(event.relatedTarget)) form.classList.remove("is-over");
});
on("drop", (event) => {
  const form = dropPlace(event);
  if (!form) return;
  event.preventDefault();
  form.classList.remove("is-over");
  addFiles(fileInput(form), [...event.dataTransfer.files]);
});
// Each file has a picture of what it is, and can be taken out again. A canvas draws it: the content policy allows no blob:.
const SIDES = [80, 60];
async function draw(file, place) {
  const picture = await createImageBitmap(file, { resizeWidth: SIDES[0], resizeHeight: SIDES[1], resizeQuality: "medium" });
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDES[0], height: SIDES[1], className: "pic" });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  place.replaceChildren(canvas);
}
const sizeOf = ({ size }) => (size < 2 ** 20 ? `${Math.ceil(size / 1024)} KB` : `${(size / 2 ** 20).toFixed(1)} MB`);
function chipOf(file, at, words) {
  const chip = document.createElement("li");
  const [place, name, facts, button] = ["span", "b", "small", "button"].map((tag) => document.createElement(tag));
  place.className = "s-chip-kind";
  place.textContent = file.name.split(".").pop().slice(0, 4).toUpperCase();
  name.textContent = file.name;
  facts.textContent = sizeOf(file);
  Object.assign(button, { type: "button", className: "btn btn-plain btn-sm", textContent: "×" });
  button.setAttribute("aria-label", `${words}: ${file.name}`);
  button.dataset.removesFile = at;
  chip.append(place, name, facts, button);
  // A browser that cannot read it (HEIC) shows its kind; the server turns it into JPEG.
  if (file.type.startsWith("image/")) draw(file, place).catch(() => {});
  return chip;
}
function showChips(input) {
  const chips = one("[data-chips]", input.form ?? document);
  if (!chips) return;
  chips.replaceChildren(...[...input.files].map((file, at) => chipOf(file, at, chips.dataset.remove)));
  chips.hidden = !input.files.length;
}
on("change", (event) => { if (event.target.matches("input[data-pastes]")) showChips(event.target); });
on("click", (event) => {
  const button = event.target.closest?.("[data-removes-file]");
  if (!button) return;
  const input = fileInput(button.closest("form"));
  const kept = new DataTransfer();
  [...input.files].forEach((file, at) => { if (at !== Number(button.dataset.removesFile)) kept.items.add(file); });
  input.files = kept.files;
  showChips(input);
  one("textarea", input.form)?.focus();
});

// ---------- the likely value that an error suggests ----------
on("click", (event) => {
  const link = event.target.closest?.("a[data-fills]");
  const input = link && document.getElementById(link.dataset.fills);
  if (!input) return;
  event.preventDefault();
  input.value = link.textContent.trim();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});
