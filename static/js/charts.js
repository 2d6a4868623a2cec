"use strict";
// Draws each chart of the page from its definition. Before that, and without this script, its table is shown.
(() => {
  const OPTIONS = {
    ast: true, // no eval: the content policy forbids it
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };

  const draw = async (holder) => {
    const definition = holder.querySelector("script");
    if (!definition || holder.dataset.drawn) return;
    holder.dataset.drawn = "yes";
    const spec = JSON.parse(definition.textContent);
    const font = getComputedStyle(holder).fontFamily;
    spec.config = { ...spec.config, font, text: { ...spec.config.text, font } };
    const picture = document.createElement("div");
    picture.className = "s-vega-picture";
    picture.setAttribute("aria-hidden", "true");
    holder.append(picture);
    await window.vegaEmbed(picture, spec, OPTIONS);
    holder.parentElement.querySelector(".s-vega-table").classList.add("s-hide");
  };

  const drawAll = (root) => root.querySelectorAll(".s-vega").forEach(draw);

  drawAll(document);
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
