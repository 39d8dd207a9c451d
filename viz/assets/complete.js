// A box that completes while one types (`data-complete` is the address that is asked), and questions that survive a service that is away.
"use strict";
(() => {
  function complete(box) {
    const list = document.getElementById(box.getAttribute("aria-controls"));
    let chosen = -1, asked = 0, waiting = 0;
    const close = () => {
      list.hidden = true; list.replaceChildren(); chosen = -1;
      box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      const options = [...list.children];
      if (!options.length) return;
      chosen = (index + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
      box.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    };
    // What is sent is the thing itself where there is one: a name may belong to several.
    const take = (one) => { box.value = one.iri || one.text; close(); box.form.requestSubmit(); };
    const show = (found) => {
      list.replaceChildren(...found.map((one, i) => {
        const option = document.createElement("li"), text = document.createElement("bdi");
        option.id = `${list.id}-${i}`; option.role = "option"; text.textContent = one.text;
        if (one.iri) { const kind = document.createElement("small"); kind.textContent = one.kind; option.append(kind, " "); }
        option.append(text);
        option.setAttribute("aria-selected", "false");
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(one); });
        option.take = () => take(one);
        return option;
      }));
      list.hidden = !found.length; chosen = -1;
      box.setAttribute("aria-expanded", String(!!found.length));
    };
    const suggest = () => {
      clearTimeout(waiting);
      const text = box.value.trim(), mine = ++asked;
      if (!text) return close();
      waiting = setTimeout(async () => {
        const reply = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(text.slice(0, 200))}`).catch(() => null);
        if (reply && reply.ok && mine === asked && document.activeElement === box) show(await reply.json());
      }, 120);
    };
    box.addEventListener("input", (event) => event.isComposing || suggest());  // half-typed pinyin is no question yet
    box.addEventListener("compositionend", suggest);
    box.addEventListener("keydown", (event) => {
      // Enter that ends a pinyin composition chooses characters; it must never ask.
      if (event.isComposing || event.keyCode === 229) { if (event.key === "Enter") event.preventDefault(); return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1)); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); list.children[chosen].take(); }
      else if (event.key === "Escape") close();
    });
    box.addEventListener("blur", close);
    box.form.addEventListener("submit", () => { asked += 1; clearTimeout(waiting); });
  }
  document.querySelectorAll("input[data-complete]").forEach(complete);

  // Before the page is left for an answer: is anybody there? If not, what was typed stays, and the page says so.
  document.querySelectorAll("form[data-asks]").forEach((form) => {
    let sure = false;
    const said = document.createElement("p");
    said.className = "trouble away"; said.setAttribute("role", "alert"); said.hidden = true;
    form.after(said);
    form.addEventListener("submit", async (event) => {
      if (sure || event.defaultPrevented) return;
      event.preventDefault();
      const reply = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) }).catch(() => null);
      said.hidden = Boolean(reply && reply.ok);
      if (!said.hidden) { said.textContent = "没有连上政谱服务：它停了，或者网络断了。您写的还在框里，服务恢复后再按一次就行。"; return; }
      sure = true;
      form.requestSubmit();
      sure = false;
    });
  });
})();
