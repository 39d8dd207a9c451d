// The SPARQL page: completion while writing, running against /sparql, the result as table, chart or text. The query stands in the address.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const root = at("sparql"), form = at("editor"), box = at("query"), list = at("completions"), said = at("said");
  const PAGE = 300, BARS = 40, LONGEST_LINK = 8000, LONGEST_TEXT = 200000;
  const XSD = "http://www.w3.org/2001/XMLSchema#", NS = "https://w3id.org/zhengpu/ns#";
  const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name));
  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // ── completion ──
  let chosen = -1, asked = 0, waiting = 0, offered = [];
  const close = () => { list.hidden = true; list.replaceChildren(); offered = []; chosen = -1; asked += 1; box.removeAttribute("aria-activedescendant"); };
  const typed = () => {
    if (box.selectionStart !== box.selectionEnd) return null;
    const before = box.value.slice(0, box.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (/(^|\s)#/.test(line.replace(/<[^>]*>|"[^"]*"/g, ""))) return null;
    const word = /[\p{L}\p{N}_:〔〕（）-]*$/u.exec(before)[0];
    const start = before.length - word.length, sign = before[start - 1] || "";
    return { word, start, quoted: sign === '"' || sign === "'" ? sign : "", variable: sign === "?" || sign === "$" };
  };
  const choose = (index) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    const word = typed(), one = offered[index];
    close();
    if (!word || !one) return;
    const end = box.selectionStart, quote = word.quoted;
    // Inside a string the name itself is wanted, and labels carry their language.
    let text = quote ? one.label.replace(/["\\]/g, "\\$&") : `${one.insert} `;
    if (quote && box.value[end] !== quote) text += `${quote}@zh `;
    box.setRangeText(text, word.start, end, "end");
    box.focus();
  };
  const suggest = (force) => {
    clearTimeout(waiting);
    const word = typed();
    const enough = word && !word.variable && (force ? word.word : /[^\x00-\x7f]/.test(word.word) || /:/.test(word.word) || (word.word.length > 2 && word.quoted));
    if (!enough) return close();
    const mine = ++asked;
    waiting = setTimeout(async () => {
      const reply = await fetch(`/api/sparql/complete?q=${encodeURIComponent(word.word.slice(0, 60))}`).catch(() => null);
      if (!reply || !reply.ok || mine !== asked || document.activeElement !== box) return;
      const found = await reply.json();
      if (mine !== asked) return;
      offered = word.quoted ? found.filter((one) => one.insert.startsWith("<")) : found;
      chosen = -1; box.removeAttribute("aria-activedescendant");
      list.replaceChildren(...offered.map((one, i) => {
        const option = make("li", undefined, { id: `c${i}`, role: "option", "aria-selected": "false" });
        const sort = { class: "类别", relation: "关系" }[one.sort] || one.sort;
        option.append(make("b", one.label), make("span", one.insert.startsWith("<") ? sort : `${one.insert} · ${sort}`));
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
        return option;
      }));
      list.hidden = !offered.length;
      said.textContent = offered.length ? `${offered.length}个补全` : "";
    }, 120);
  };
  box.addEventListener("input", (event) => event.isComposing || suggest(false));
  box.addEventListener("compositionend", () => suggest(false));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;  // half-typed pinyin belongs to the input method
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); suggest(true); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1)); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(chosen); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });

  // ── results ──
  const prefixes = [...document.querySelector(".prefixes").textContent.matchAll(/PREFIX (\w+): <([^>]+)>/g)].map((found) => [found[1], found[2]]);
  const shown = (iri) => {
    const base = root.dataset.base;
    if (iri.startsWith(`${base}id/`)) return { text: iri.slice(base.length + 3), address: "/" + encodeURI(iri.slice(base.length)).replace(/[?#]/g, encodeURIComponent) };
    if (iri.startsWith(NS)) return { text: `zp:${iri.slice(NS.length)}`, address: `/ns#${encodeURIComponent(iri.slice(NS.length))}` };
    const [prefix, start] = prefixes.find(([, start]) => iri.startsWith(start)) || ["", ""];
    return { text: prefix ? `${prefix}:${iri.slice(start.length)}` : iri, address: "" };
  };
  const cell = (value) => {
    const made = make("td");
    if (!value) return made;
    if (value.type === "uri") {
      const { text, address } = shown(value.value);
      made.append(address ? make("a", text, { href: address, title: value.value }) : make("span", text, { title: value.value }));
    } else if (value.type === "triple") made.textContent = JSON.stringify(value.value);
    else made.textContent = value.type === "bnode" ? `_:${value.value}` : value.value;
    if (NUMBERS.has(value.datatype)) made.className = "number";
    return made;
  };
  const table = (columns, rows) => {
    const made = make("table", undefined, { class: "rows" }), head = make("thead"), body = make("tbody"), line = make("tr"), more = at("further");
    const numbers = new Set(columns.filter((name) => rows.length && NUMBERS.has((rows[0][name] || {}).datatype)));
    line.append(...columns.map((name) => make("th", name, numbers.has(name) ? { scope: "col", class: "number" } : { scope: "col" })));
    head.append(line); made.append(head, body);
    let done = 0;
    const add = () => {
      body.append(...rows.slice(done, done + PAGE).map((row) => { const one = make("tr"); one.append(...columns.map((name) => cell(row[name]))); return one; }));
      done = Math.min(rows.length, done + PAGE);
      more.hidden = done >= rows.length;
      more.textContent = `再显示${Math.min(PAGE, rows.length - done)}行（已显示${done}行，共${rows.length}行）`;
    };
    more.onclick = add;
    add();
    return made;
  };
  // One column of names and one of numbers is a picture, too.
  const chart = (columns, rows) => {
    const bound = (name) => rows.map((row) => row[name]).filter(Boolean);
    const numbers = columns.filter((name) => bound(name).length && bound(name).every((value) => NUMBERS.has(value.datatype)));
    const names = columns.filter((name) => !numbers.includes(name) && bound(name).length && bound(name).every((value) => value.type === "literal" || value.type === "uri"));
    if (columns.length !== 2 || numbers.length !== 1 || names.length !== 1 || rows.length < 2) return null;
    const bars = rows.slice(0, BARS).map((row) => ({ name: row[names[0]] ? (row[names[0]].type === "uri" ? shown(row[names[0]].value).text : row[names[0]].value) : "", value: Number((row[numbers[0]] || {}).value || 0) }));
    if (bars.some((bar) => !Number.isFinite(bar.value) || bar.value < 0)) return null;
    const SVG = "http://www.w3.org/2000/svg", width = Math.max(280, at("outcome").clientWidth), left = Math.min(220, width * 0.4), most = Math.max(...bars.map((bar) => bar.value)) || 1;
    const part = (name, attributes, text) => { const one = document.createElementNS(SVG, name); for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value); if (text !== undefined) one.textContent = text; return one; };
    const fits = Math.floor((left - 12) / 14);
    const picture = part("svg", { width, height: bars.length * 26 + 6, viewBox: `0 0 ${width} ${bars.length * 26 + 6}`, role: "img", "aria-label": `条形图：${names[0]}与${numbers[0]}，数字见下表` });
    bars.forEach((bar, i) => {
      const long = Math.max(2, bar.value / most * (width - left - 64)), y = i * 26 + 4, letters = Array.from(bar.name);
      picture.append(
        part("text", { x: left - 8, y: y + 15, "text-anchor": "end" }, letters.length > fits ? letters.slice(0, fits - 1).join("") + "…" : bar.name),
        part("rect", { x: left, y, width: long, height: 20, rx: 3 }),
        part("text", { x: left + long + 6, y: y + 15 }, String(bar.value)),
      );
    });
    const made = [picture];
    if (rows.length > BARS) made.push(make("p", `图中只有前${BARS}行。`, { class: "caption" }));
    return made;
  };

  let running = null;
  const link = () => { const address = `${location.origin}/sparql?query=${encodeURIComponent(box.value)}`; return address.length <= LONGEST_LINK ? address : ""; };
  const posted = (query, extra, accept, signal) => fetch("/sparql", { method: "POST", headers: { Accept: accept }, body: new URLSearchParams({ query, ...extra }), signal });
  const reset = () => {
    for (const id of ["cut", "trouble", "downloads", "chart", "further"]) at(id).hidden = true;
    for (const id of ["summary", "limits", "cut", "trouble", "chart", "rows"]) at(id).replaceChildren();
    at("outcome").hidden = false;
  };
  const point = (line, column) => {
    const lines = box.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Array.from(lines[line - 1] || "").slice(0, column - 1).join("").length;
    box.focus();
    box.setSelectionRange(start, Math.min(start + 1, box.value.length));
    box.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(box).lineHeight));
  };
  const told = async (reply) => {
    const problem = await reply.json().catch(() => ({ title: "没有得到结果", detail: `服务的回答是 ${reply.status}` }));
    const place = at("trouble");
    place.replaceChildren(make("b", problem.title || "查询没有成功"), make("pre", problem.detail || ""));
    place.hidden = false;
    at("summary").textContent = "查询没有成功";
    if (problem.line && problem.column) point(problem.line, problem.column);
  };
  const limits = (reply) => {
    const given = Object.fromEntries((reply.headers.get("Zhengpu-Limits") || "").split(";").map((one) => one.trim().split("=")));
    if (given.rows) at("limits").textContent = `限额：${given.seconds}秒、${given.rows}行、${Math.round(given.bytes / 1048576)} MB。`;
  };
  const downloads = (sort) => {
    const query = box.value, short = link();
    at("downloads").hidden = false;
    for (const one of at("downloads").querySelectorAll("a")) {
      one.hidden = one.dataset.sort !== sort;
      one.download = `查询结果.${one.dataset.ending}`;
      one.href = short ? `/sparql?${new URLSearchParams({ query, format: one.dataset.format })}` : "/sparql";
      one.onclick = short ? null : async (event) => {  // too long for an address
        event.preventDefault();
        const reply = await posted(query, { format: one.dataset.format }, "*/*").catch(() => null);
        if (!reply || !reply.ok) { said.textContent = "没有下载成功"; return; }
        const made = make("a", "", { href: URL.createObjectURL(await reply.blob()), download: one.download });
        made.click();
        setTimeout(() => URL.revokeObjectURL(made.href), 1000);
      };
    }
  };
  const announce = (note) => { at("cut").textContent = note; at("cut").hidden = false; };
  const run = async () => {
    if (!box.value.trim()) { said.textContent = "请先写一个查询"; box.focus(); return; }
    if (running) running.abort();
    const mine = running = new AbortController(), began = performance.now();
    close(); reset();
    at("stop").hidden = false; at("outcome").setAttribute("aria-busy", "true"); at("summary").textContent = "正在查询…"; said.textContent = "";
    const short = link();
    history.replaceState(null, "", short || "/sparql");
    try {
      const reply = await posted(box.value, {}, "application/sparql-results+json, text/turtle;q=0.9", mine.signal);
      limits(reply);
      if (!reply.ok) { await told(reply); return; }
      const kind = reply.headers.get("Content-Type") || "", truncated = reply.headers.get("Zhengpu-Truncated");
      const taken = () => `（${((performance.now() - began) / 1000).toFixed(2)}秒）`;
      if (kind.includes("json")) {
        const result = await reply.json();
        if (mine.signal.aborted) return;
        if (result.boolean !== undefined) at("summary").textContent = (result.boolean ? "是" : "否") + taken();
        else {
          const columns = result.head.vars, rows = result.results.bindings;
          at("summary").textContent = rows.length ? `${rows.length}行${taken()}` : `没有符合条件的行${taken()}`;
          if (rows.length) at("rows").append(table(columns, rows));
          const picture = chart(columns, rows);
          if (picture) { at("chart").replaceChildren(...picture); at("chart").hidden = false; }
        }
        if (truncated) announce(result.truncated ? result.truncated.note : `结果已截断：${truncated}`);
        downloads("table");
      } else {
        const text = await reply.text();
        if (mine.signal.aborted) return;
        at("summary").textContent = `三元组（Turtle）${taken()}`;
        at("rows").append(make("pre", text.slice(0, LONGEST_TEXT)));
        if (truncated) announce(`结果已截断：${truncated}`);
        else if (text.length > LONGEST_TEXT) announce("这里只显示开头一部分，全部请下载。");
        downloads("graph");
      }
    } catch (error) {
      if (running === mine) at("summary").textContent = error.name === "AbortError" ? "已停止" : "连不上服务，请稍后再试";
    } finally {
      if (running === mine) { running = null; at("stop").hidden = true; at("outcome").removeAttribute("aria-busy"); }
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  at("stop").addEventListener("click", () => running && running.abort());
  at("share").addEventListener("click", async () => {
    const address = link();
    if (!address) { said.textContent = "查询太长，放不进链接"; return; }
    history.replaceState(null, "", address);
    const copied = navigator.clipboard ? await navigator.clipboard.writeText(address).then(() => true, () => false) : false;
    said.textContent = copied ? "链接已复制" : "链接就是地址栏里的地址";
  });
  at("explain").addEventListener("click", async () => {
    const place = at("explanation");
    if (!box.value.trim()) { said.textContent = "请先写一个查询"; box.focus(); return; }
    const reply = await fetch("/api/sparql/explain", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query: box.value }) }).catch(() => null);
    place.hidden = false;
    if (!reply || !reply.ok) {
      const problem = reply ? await reply.json().catch(() => ({})) : {};
      place.replaceChildren(make("b", problem.title || "说明不了"), make("pre", problem.detail || "没有得到回答"));
      if (problem.line && problem.column) point(problem.line, problem.column);
      return;
    }
    const found = await reply.json();
    const lines = found.lines.map((line) => make("p", line));
    if (found.unknown.length) lines.push(make("p", `不认识的名称：${found.unknown.join("、")}。`));
    place.replaceChildren(...lines, make("p", "说明只按查询里的词写成，没有执行它。", { class: "caption" }));
  });
  at("gallery").addEventListener("click", (event) => {
    const one = event.target.closest("a");
    if (!one || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    box.value = new URL(one.href).searchParams.get("query");
    at("explanation").hidden = true;
    form.scrollIntoView({ block: "start" });
    run();
  });

  const given = new URL(location.href).searchParams.get("query");
  if (given) { box.value = given; run(); }
})();
