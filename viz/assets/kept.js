// What this browser keeps for its reader: questions that were asked, and pages put aside (with their filters, which stand in the address).
// Nothing of it is sent anywhere; where a browser keeps nothing, nothing is offered.
"use strict";
(() => {
  const SAVED = "zhengpu-saved", ASKED = "zhengpu-asked", MOST = { [SAVED]: 200, [ASKED]: 50 }, AT_HOME = 6;
  const holder = document.querySelector("[data-kept]");
  const read = (key) => {
    try {
      const found = JSON.parse(localStorage.getItem(key) || "[]");
      // Only what leads into this service: an address of ours begins with one slash.
      return Array.isArray(found) ? found.filter((one) => one && typeof one.name === "string" && /^\/(?![/\\])/.test(one.address)) : [];
    } catch { return null; }
  };
  const write = (key, list) => { try { localStorage.setItem(key, JSON.stringify(list.slice(0, MOST[key]))); return true; } catch { return false; } };
  if (!holder || read(SAVED) === null) return;
  const here = () => location.pathname + location.search + location.hash;
  const part = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const title = () => (document.querySelector("main h1")?.textContent.trim() || document.title).slice(0, 80);
  const put = (key, one) => write(key, [one, ...read(key).filter((other) => other.address !== one.address)]);
  const drop = (key, address) => write(key, read(key).filter((one) => one.address !== address));

  // A question and the first line of its answer.
  const asked = new URLSearchParams(location.search);
  if (location.pathname.split("/").pop() === "" && asked.get("q")?.trim() && document.querySelector("section.answer")) {
    asked.delete("read");
    asked.delete("part");
    put(ASKED, { name: asked.get("q").trim().slice(0, 200), address: `${location.pathname}?${asked}`, said: title(), after: asked.get("previous") || "" });
  }

  function line(key, one, again) {
    const item = part("li"), link = part("a"), away = part("button", "away", "×");
    link.href = one.address;
    link.append(part("bdi", "", one.name));
    item.append(link);
    if (one.after) item.append(part("small", "", `接着“${one.after}”`));
    away.type = "button";
    away.setAttribute("aria-label", `去掉：${one.name}`);
    away.addEventListener("click", () => { drop(key, one.address); again(); });
    item.append(away);
    return item;
  }
  function list(key, heading, empty, again) {
    const found = read(key), box = part("section"), rows = part("ul");
    box.append(part("h2", "", heading));
    if (!found.length) { box.append(part("p", "", empty)); return box; }
    rows.append(...found.map((one) => line(key, one, again)));
    const clear = part("button", "plain", "全部去掉");
    clear.type = "button";
    clear.addEventListener("click", () => { write(key, []); again(); });
    box.append(rows, clear);
    return box;
  }

  const head = part("summary", "plain", "收藏"), inside = part("div", "kept-list");
  const form = part("form"), name = part("input"), save = part("button", "plain", "收下本页"), label = part("label", "sr", "给本页起个名字");
  name.id = "kept-name"; name.maxLength = 80; name.required = true; name.autocomplete = "off";
  label.htmlFor = name.id;
  save.type = "submit";
  const said = part("p", "kept-said");
  said.setAttribute("role", "status");
  form.append(label, name, save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const done = put(SAVED, { name: name.value.trim() || title(), address: here() });
    draw();
    said.textContent = done ? "已收下，连同现在的筛选。" : "没有收下：这个浏览器存不下了。";
  });
  const lists = part("div");
  function draw() {
    lists.replaceChildren(list(SAVED, "收藏的页", "还没有。打开一页，选好筛选，就可以收下。", draw), list(ASKED, "问过的", "还没有。", draw));
    home();
  }
  inside.append(form, said, lists, part("p", "kept-said", "只记在这台电脑的这个浏览器里，不会发出去。"));
  holder.append(head, inside);
  holder.hidden = false;
  holder.addEventListener("toggle", () => { if (holder.open) { name.value = title(); said.textContent = ""; draw(); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && holder.open) { holder.open = false; head.focus(); } });
  document.addEventListener("click", (event) => { if (holder.open && !event.composedPath().includes(holder)) holder.open = false; });

  // On the first page the latest stand below the box.
  function home() {
    for (const [key, id] of [[ASKED, "asked-before"], [SAVED, "saved-before"]]) {
      const box = document.getElementById(id);
      if (!box) continue;
      const found = read(key).slice(0, AT_HOME);
      box.hidden = !found.length;
      box.querySelector("ul").replaceChildren(...found.map((one) => {
        const item = part("li"), link = part("a");
        link.href = one.address;
        link.append(part("bdi", "", one.name));
        item.append(link);
        return item;
      }));
    }
  }
  home();
  addEventListener("storage", (event) => [SAVED, ASKED].includes(event.key) && draw());
})();
