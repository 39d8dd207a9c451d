// The atlas: tabs, the reading pane with its highlights, and one search over things and text.
"use strict";
(() => {
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const reader = document.querySelector("[data-reader]");
  const box = document.getElementById("search"), list = document.getElementById("results");

  function choose(name, focus) {
    for (const tab of tabs) {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const part = document.getElementById(tab.getAttribute("aria-controls"));
      part.hidden = !chosen;
      if (chosen && focus) tab.focus();
      if (chosen) part.querySelectorAll("section.view").forEach((section) => section.dispatchEvent(new Event("zhengpu:shown")));
    }
  }
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => choose(tab.dataset.tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) choose(tabs[(place + step + tabs.length) % tabs.length].dataset.tab, true);
    });
  });

  // Spans count Unicode code points; strings of the browser count UTF-16 units.
  function highlight(document_, start, end) {
    clear();
    choose("text");
    const article = [...reader.querySelectorAll("article")].find((one) => one.dataset.document === document_);
    if (!article) return;
    let first = null;
    for (const line of article.querySelectorAll("p[data-start]")) {
      const points = [...line.textContent], from = Number(line.dataset.start);
      const a = Math.max(start - from, 0), b = Math.min(end - from, points.length);
      if (a >= b) continue;
      const mark = document.createElement("mark");
      mark.textContent = points.slice(a, b).join("");
      const holder = document.createElement("bdi");
      holder.append(points.slice(0, a).join(""), mark, points.slice(b).join(""));
      line.replaceChildren(holder);
      first = first || mark;
    }
    if (first) first.scrollIntoView({ block: "center" });
  }
  function clear() {
    for (const mark of reader.querySelectorAll("mark")) {
      const line = mark.closest("p"), holder = document.createElement("bdi");
      holder.textContent = line.textContent;
      line.replaceChildren(holder);
    }
  }
  document.addEventListener("zhengpu:read", ({ detail }) => highlight(detail.document, detail.start, detail.end));

  // One entry for each thing, out of all views; the first view that has it shows it.
  const entries = new Map();
  for (const view of window.zhengpu.views.values())
    view.data.nodes.forEach((node, place) => {
      const number = node[3] && node[3].number;
      const label = (number === undefined ? "" : number + ". ") + node[0], key = node[2] || label;
      if (!entries.has(key)) entries.set(key, { label, kind: view.data.kinds[node[1]][1], view, place });
    });
  const lines = [...reader.querySelectorAll("p[data-start]")];

  function found(wanted) {
    const looked = wanted.trim().toLowerCase();
    if (!looked) return [];
    const hits = [];
    for (const entry of entries.values())
      if (entry.label.toLowerCase().includes(looked)) hits.push({ text: entry.label, about: entry.kind, act: () => window.zhengpu.showNode(entry.view, entry.place) });
    hits.sort((one, other) => one.text.length - other.text.length);
    hits.length = Math.min(hits.length, 15);
    for (const line of lines) {
      if (hits.length >= 40) break;
      const text = line.textContent, at = text.toLowerCase().indexOf(looked);
      if (at < 0) continue;
      const before = [...text.slice(0, at)].length, start = Number(line.dataset.start) + before, end = start + [...looked].length;
      const cut = [...text].slice(Math.max(0, before - 12), before + [...looked].length + 30).join("");
      hits.push({ text: "…" + cut + "…", about: "原文", act: () => highlight(line.closest("article").dataset.document, start, end) });
    }
    return hits;
  }
  let hits = [], on = -1;
  function show() {
    hits = found(box.value);
    on = -1;
    list.replaceChildren(...hits.map((hit, place) => {
      const item = document.createElement("li"), kind = document.createElement("span"), text = document.createElement("bdi");
      item.id = "result-" + place;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      kind.textContent = hit.about;
      text.textContent = [...hit.text].slice(0, 60).join("");
      item.append(kind, text);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); act(place); });
      return item;
    }));
    if (box.value.trim() && !hits.length) {
      const none = document.createElement("li");
      none.textContent = "没有找到";
      none.setAttribute("role", "option");
      none.setAttribute("aria-selected", "false");
      list.append(none);
    }
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  }
  function act(place) {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    if (hits[place]) hits[place].act();
  }
  function move(step) {
    if (!hits.length) return;
    on = (on + step + hits.length) % hits.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === on)));
    list.children[on].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", "result-" + on);
  }
  box.addEventListener("input", show);
  box.addEventListener("focus", () => box.value && show());
  box.addEventListener("blur", () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter") { event.preventDefault(); act(Math.max(on, 0)); }
    if (event.key === "Escape") { box.value = ""; show(); }
  });
})();
