// The question box completes while typing; a quote opens the plan's text with its characters marked.
"use strict";
(() => {
  const box = document.getElementById("q"), list = document.getElementById("suggestions");
  let chosen = -1, asked = 0, waiting = 0;

  const close = () => { list.hidden = true; list.replaceChildren(); chosen = -1; box.removeAttribute("aria-activedescendant"); };
  const choose = (index) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const take = (text) => { box.value = text; close(); box.form.requestSubmit(); };
  const show = (found) => {
    list.replaceChildren(...found.map((one, i) => {
      const option = document.createElement("li");
      option.id = `s${i}`; option.role = "option"; option.textContent = one.text;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(one.text); });
      return option;
    }));
    list.hidden = !found.length; chosen = -1;
  };
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;  // half-typed pinyin is no question yet
    clearTimeout(waiting);
    const text = box.value.trim(), mine = ++asked;
    if (!text) return close();
    waiting = setTimeout(async () => {
      const reply = await fetch(`/api/suggest?q=${encodeURIComponent(text.slice(0, 200))}`);
      if (mine === asked && reply.ok) show(await reply.json());
    }, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) { if (event.key === "Enter") event.preventDefault(); return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen].textContent); }
    else if (event.key === "Escape") close();
  });
  box.addEventListener("blur", close);

  const pane = document.getElementById("reading");
  if (!pane) return;
  const result = pane.parentElement, texts = new Map();
  const fetched = async (address) => {
    if (!texts.has(address)) texts.set(address, fetch(address).then((reply) => reply.ok ? reply.text() : Promise.reject(reply.status)));
    return texts.get(address);
  };
  const read = async (link) => {
    const { document: key, start, end } = link.dataset;
    const text = Array.from(await fetched(`/api/documents/${encodeURIComponent(key)}/text`));  // code points, as start and end count
    const mark = document.createElement("mark");
    mark.textContent = text.slice(+start, +end).join("");
    pane.querySelector("h2").textContent = key;
    pane.querySelector("pre").replaceChildren(text.slice(0, +start).join(""), mark, text.slice(+end).join(""));
    pane.hidden = false; result.classList.add("open");
    document.querySelectorAll(".cite.on").forEach((one) => one.classList.remove("on"));
    link.classList.add("on");
    const box = pane.querySelector("pre");
    box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
  };
  document.querySelectorAll("a.cite").forEach((link) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    read(link).catch(() => { location.href = link.href; });
  }));
  pane.querySelector("[data-close]").addEventListener("click", () => { pane.hidden = true; result.classList.remove("open"); });
  const first = document.querySelector("a.cite");
  if (first && innerWidth > 760) read(first).catch(() => {});
})();
