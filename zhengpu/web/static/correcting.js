// A correction beside its text: words are chosen with the mouse, what was read from them is listed, the form asks for what its kind needs.
"use strict";
window.correcting = (() => {
  const desk = document.getElementById("desk");
  if (!desk) return null;
  const at = (name) => document.getElementById(`desk-${name}`);
  const source = at("source"), form = at("correct"), outcome = at("outcome"), texts = new Map();
  const LISTED = 24, SHOWN = 60;
  let here = { document: "", start: 0, end: 0 }, characters = [], latest = 0;
  const part = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const fetched = (key) => {
    if (!texts.has(key)) {
      const asked = fetch(`/api/documents/${encodeURIComponent(key)}/text`).then((reply) => reply.ok ? reply.text() : Promise.reject(reply.status));
      texts.set(key, asked.then(Array.from));
    }
    return texts.get(key);
  };
  const headers = () => {
    const key = document.getElementById("key")?.value;
    return { "Content-Type": "application/json", ...key ? { "X-Admin-Key": key } : {} };
  };

  // Characters are code points, as start and end count.
  const mark = () => {
    const { start, end } = here, hit = part("mark", "now", characters.slice(start, end).join(""));
    source.replaceChildren(characters.slice(0, start).join(""), ...end > start ? [hit] : [], characters.slice(end).join(""));
    if (end > start) source.scrollTop += hit.getBoundingClientRect().top - source.getBoundingClientRect().top - source.clientHeight / 3;
  };
  const told = () => {
    const words = characters.slice(here.start, here.end).join("").replace(/\s+/g, " ");
    at("chosen").textContent = words ? (words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words) : "还没有选中文字";
  };
  const open = async (place) => {
    const mine = ++latest, moved = place.document !== here.document;
    const found = await fetched(place.document);
    if (mine !== latest) return;
    characters = found;
    here = { document: place.document, start: Math.min(+place.start || 0, found.length), end: Math.min(+place.end || 0, found.length) };
    if (moved || place.title) at("title").textContent = place.title || at("title").textContent;
    at("whole").href = `/documents/${encodeURIComponent(here.document)}${here.end > here.start ? `?start=${here.start}&end=${here.end}#hit` : ""}`;
    mark(); told(); facts();
  };

  source.addEventListener("mouseup", () => choose());
  source.addEventListener("keyup", (event) => event.shiftKey && choose());
  source.addEventListener("touchend", () => setTimeout(choose, 60));
  function choose() {
    const chosen = getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount || !source.contains(chosen.anchorNode) || !source.contains(chosen.focusNode)) return;
    const range = chosen.getRangeAt(0), before = range.cloneRange();
    before.selectNodeContents(source);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Array.from(before.toString()).length, words = Array.from(range.toString());
    if (!words.length || !words.join("").trim()) return;
    here = { ...here, start, end: start + words.length };
    const field = form.elements.unit;
    if (words.length <= 30 && kind()?.dataset.needs.includes("unit")) field.value = words.join("").trim();
    if (kind()?.value === "task" && !form.elements.title.value) form.elements.title.value = words.join("").trim().split(/[。\n]/)[0].replace(/^[^\p{Script=Han}]+/u, "");
    told(); facts();
  }

  async function facts() {
    const list = at("facts"), { document: key, start, end } = here, mine = latest;
    if (end <= start) return list.replaceChildren(part("li", "soft", "选中文字以后，这里列出依据落在上面的事实。"));
    const reply = await fetch(`/api/documents/${encodeURIComponent(key)}/facts?start=${start}&end=${end}`).catch(() => null);
    if (mine !== latest || start !== here.start) return;
    const found = reply?.ok ? (await reply.json()).items.filter((one) => one.term !== "zp:topic") : [];
    list.replaceChildren(...found.slice(0, LISTED).map(line));
    if (!found.length) list.append(part("li", "soft", "这里没有读到什么。"));
    if (found.length > LISTED) list.append(part("li", "soft", `还有${found.length - LISTED}条，请少选几个字。`));
  }
  function line(fact) {
    const item = part("li"), duty = Boolean(fact.task) && fact.subject !== fact.task;
    item.append(part("bdi", "", fact.about), ...fact.rule.startsWith("correction:") ? [part("span", "tag", "已更正")] : []);
    const act = (text, fill) => {
      const button = part("button", "plain", text);
      button.type = "button";
      button.setAttribute("aria-label", `${text}：${fact.about}`);
      button.addEventListener("click", () => { fill(); form.elements.why.focus(); });
      item.append(" ", button);
    };
    const [first] = fact.places, place = first ? { start: first.start, end: first.end } : {};
    const set = (name, given) => { here = { ...here, ...place }; mark(); told(); take(name, given); };
    act("读错了", () => set("wrong", { unit: duty ? fact.printed : "", term: fact.term }));
    if (duty) {
      act("换角色", () => set("role", { unit: fact.printed }));
      act("不是单位", () => set("not-unit", { unit: fact.printed }));
    }
    if (/eadline|issued|hasTarget/.test(fact.term)) act("换日期", () => set("date", { term: fact.term === "zp:hasTarget" ? fact.term : "" }));
    return item;
  }

  // ── the form ──
  const kind = () => form.querySelector("input[name=kind]:checked");
  let term = "";
  const shape = () => {
    const chosen = kind(), wanted = chosen ? `${chosen.dataset.needs} ${chosen.dataset.may}`.split(" ") : [];
    const role = chosen && (chosen.value === "role" || chosen.value === "duty");
    form.querySelectorAll("[data-field]").forEach((label) => {
      const name = label.dataset.field;
      const needed = name === "role" ? role : name === "to" ? wanted.includes("to") && !role : name === "everywhere" ? chosen && chosen.dataset.place === "0" : wanted.includes(name);
      label.hidden = !needed;
    });
    if (chosen) form.elements.everywhere.checked = chosen.dataset.everywhere === "1";
    form.elements.to.placeholder = chosen?.value === "date" ? "2024-12-31，或 2024年底、每季度" : chosen?.value === "same" ? "另一个名称" : chosen?.value === "split" ? "全称" : "";
  };
  const take = (name, given = {}) => {
    const radio = form.querySelector(`input[name=kind][value="${name}"]`);
    if (radio) radio.checked = true;
    shape();
    for (const field of ["unit", "to", "number", "title"]) form.elements[field].value = given[field] || "";
    if (given.role) form.elements.role.value = given.role;
    term = given.term || "";
  };
  form.addEventListener("change", (event) => { if (event.target.name === "kind") { term = ""; shape(); } });
  const who = form.elements.by;
  try { who.value = localStorage.getItem("zhengpu-by") || ""; } catch { /* a private window keeps nothing */ }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = kind(), button = form.querySelector("button[type=submit]"), said = form.elements;
    const role = chosen.value === "role" || chosen.value === "duty";
    const body = { document: here.document, kind: chosen.value, why: said.why.value, by: who.value, term };
    for (const field of chosen.dataset.needs.split(" ").concat(chosen.dataset.may.split(" "))) if (["unit", "number", "title"].includes(field)) body[field] = said[field].value;
    if (`${chosen.dataset.needs} ${chosen.dataset.may}`.includes("to")) body.to = role ? said.role.value : said.to.value;
    if (chosen.dataset.place === "0") body.everywhere = said.everywhere.checked;
    if (here.end > here.start) Object.assign(body, { start: here.start, end: here.end });
    button.disabled = true;
    const reply = await fetch("/api/corrections", { method: "POST", headers: headers(), body: JSON.stringify(body) }).catch(() => null);
    button.disabled = false;
    const told = reply && await reply.json().catch(() => null);
    if (!told) return say("trouble", "没有连上服务，请稍后再试。");
    if (!reply.ok) return say("trouble", `${told.title}。${told.detail}`);
    try { localStorage.setItem("zhengpu-by", who.value); } catch { /* see above */ }
    const line = say("done", `${told.text}。${told.state_text}。`), list = part("a", "", "看更正");
    list.href = `/corrections#c-${told.id}`;
    line.append(" ", list);
    said.why.value = "";
    texts.delete(here.document);
    facts();
    document.dispatchEvent(new CustomEvent("corrected", { detail: told }));
  });
  const say = (className, text) => {
    const line = part("p", className, text);
    outcome.replaceChildren(line);
    return line;
  };
  shape();
  if (desk.dataset.kind) take(desk.dataset.kind);
  if (desk.dataset.document) open({ ...desk.dataset }).catch(() => say("trouble", "原文没有取到，请稍后再试。"));
  return { open, take, headers, say, who: () => who.value };
})();
