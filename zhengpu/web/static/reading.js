// An address ending in #c12-34 marks these characters of the text.
"use strict";
(() => {
  const place = /^#c(\d+)-(\d+)$/.exec(location.hash), source = document.querySelector("[data-source]");
  if (place) {
    const text = Array.from(source.textContent), mark = document.createElement("mark");
    mark.id = "hit";
    mark.textContent = text.slice(+place[1], +place[2]).join("");
    source.replaceChildren(text.slice(0, +place[1]).join(""), mark, text.slice(+place[2]).join(""));
  }
  document.getElementById("hit")?.scrollIntoView({ block: "center" });
})();
