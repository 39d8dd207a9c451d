// Conditions apply when chosen; a quote opens the plan's text with its characters marked. What is open stands in the address.
"use strict";
(() => {
  // Conditions apply as soon as one is chosen, and empty ones stay out of the address.
  document.querySelectorAll("form.filters, form.askbox").forEach((form) => {
    form.addEventListener("formdata", (event) => { for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name); });
    form.addEventListener("change", (event) => event.target.tagName === "SELECT" && (form.closest(".finder") || form.dataset.narrows !== undefined) && form.requestSubmit());
  });

  const pane = document.getElementById("reading");
  if (!pane) return;
  const result = pane.parentElement, text = pane.querySelector(".text"), cites = [...document.querySelectorAll("a.cite")];
  const titles = new Map([...document.querySelectorAll("#titles option")].map((option) => [option.value, option.label]));
  const texts = new Map();
  let now = -1, shown = "";
  const place = (link) => `${link.dataset.document}:${link.dataset.start}-${link.dataset.end}`;
  const remember = (value) => {
    const address = new URL(location.href);
    if (value) address.searchParams.set("read", value); else address.searchParams.delete("read");
    history.replaceState(null, "", address);
  };
  const fetched = (key) => {
    const address = `/api/documents/${encodeURIComponent(key)}/text`;
    if (!texts.has(key)) texts.set(key, fetch(address).then((reply) => reply.ok ? reply.text() : Promise.reject(reply.status)).then(Array.from));
    return texts.get(key);
  };
  // The whole text once, every quote of this page marked in it; characters are code points, as start and end count.
  const lay = (characters, key) => {
    const spans = cites.filter((link) => link.dataset.document === key).map((link) => [+link.dataset.start, +link.dataset.end])
      .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const cuts = [...new Set(spans.flat().concat(0, characters.length))].filter((at) => at <= characters.length).sort((a, b) => a - b);
    const pieces = [];
    for (let i = 0, first = 0; i + 1 < cuts.length; i += 1) {
      const [start, end] = [cuts[i], cuts[i + 1]], said = characters.slice(start, end).join("");
      while (first < spans.length && spans[first][1] <= start) first += 1;
      if (!spans.some(([from, to]) => from <= start && to >= end)) { pieces.push(said); continue; }
      const mark = document.createElement("mark");
      mark.dataset.from = start; mark.dataset.to = end; mark.textContent = said;
      pieces.push(mark);
    }
    text.replaceChildren(...pieces);
    shown = key;
  };
  // Where the original has pages, the page with the characters marked, below the text.
  const leaves = pane.querySelector(".leaves");
  const drawn = (name, given, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const leaf = (address, { page, width, height, boxes }) => {
    const figure = document.createElement("figure"), title = document.createElement("figcaption");
    const image = drawn("image", { href: `${address}/pages/${page}`, width, height, preserveAspectRatio: "none" });
    image.addEventListener("error", () => { figure.remove(); bare(); });
    const hits = boxes.map(([x, y, right, low]) => drawn("rect", { class: "hit", x, y, width: Math.max(right - x, 0), height: Math.max(low - y, 0) }));
    title.textContent = `原件第${page}页`;
    figure.append(title, drawn("svg", { class: "sheet", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `原件第${page}页，标出了所引的字` }, image, ...hits));
    return figure;
  };
  const bare = () => { leaves.hidden = !leaves.childElementCount; pane.classList.toggle("paged", !leaves.hidden); };
  const turn = async (link) => {
    const { document: key, start, end } = link.dataset, address = `/api/documents/${encodeURIComponent(key)}`;
    const reply = await fetch(`${address}/places?start=${start}&end=${end}`);
    const found = reply.ok ? (await reply.json()).pages : [];
    if (cites[now] !== link) return;
    leaves.replaceChildren(...found.slice(0, 2).map((one) => leaf(address, one)));
    bare();
    const hit = leaves.querySelector(".hit");
    if (hit) leaves.scrollTop += hit.getBoundingClientRect().top - leaves.getBoundingClientRect().top - leaves.clientHeight / 3;
    const mark = text.querySelector("mark.now");
    if (mark) text.scrollTop = mark.offsetTop - text.offsetTop - text.clientHeight / 3;
  };
  const read = async (index, quiet) => {
    const link = cites[index], { document: key, start, end } = link.dataset;
    const characters = await fetched(key);
    pane.hidden = false; result.classList.add("open");
    if (shown !== key) lay(characters, key);
    const marks = [...text.querySelectorAll("mark")];
    marks.forEach((mark) => mark.classList.toggle("now", +mark.dataset.from >= +start && +mark.dataset.to <= +end));
    pane.querySelector("h2").textContent = titles.get(key) || key;
    pane.querySelector(".place").textContent = `第${index + 1}处，共${cites.length}处`;
    pane.querySelector("[data-whole]").href = link.href;
    cites.forEach((one) => one.classList.toggle("on", one === link));
    const first = text.querySelector("mark.now");
    if (first) text.scrollTop = first.offsetTop - text.offsetTop - text.clientHeight / 3;
    now = index;
    if (!quiet) remember(place(link));
    turn(link).catch(() => {});
  };
  cites.forEach((link, index) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    read(index).catch(() => { location.href = link.href; });
  }));
  pane.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => {
    const next = (now + +button.dataset.step + cites.length) % cites.length;
    read(next).then(() => cites[next].scrollIntoView({ block: "nearest" })).catch(() => {});
  }));
  const shut = () => { pane.hidden = true; result.classList.remove("open"); remember(""); if (now >= 0) cites[now].focus(); };
  pane.querySelector("[data-close]").addEventListener("click", shut);
  pane.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  const wanted = new URL(location.href).searchParams.get("read");
  const begin = cites.findIndex((link) => place(link) === wanted);
  if (begin >= 0) read(begin, true).catch(() => {});
  else if (cites.length && innerWidth > 900) read(0, true).catch(() => {});
})();
