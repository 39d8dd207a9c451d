// What every view shares: the panel with the source sentence, filters, finding. All text goes in as text, never as markup.
"use strict";
(() => {
  const LABEL = 0, KIND = 1, IRI = 2, PROPS = 3;
  const FROM = 0, TO = 1, RELATION = 2, EVIDENCE = 3, WEIGHT = 4, ABOUT = 5;
  const { make, drawn } = window.zhengpu, panel = document.getElementById("panel");
  let before = null;

  const isolated = (tag, className, text) => {
    const element = make(tag, className);
    element.append(make("bdi", "", text));
    return element;
  };

  const titled = (node) => {
    const number = node[PROPS] && node[PROPS].number;
    return (number === undefined ? "" : number + ". ") + (node[LABEL] || "（无名）");
  };

  function open(view, contents) {
    if (panel.hidden) before = document.activeElement;
    const close = make("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "关闭");
    close.addEventListener("click", shut);
    panel.replaceChildren(close, ...contents);
    panel.hidden = false;
    document.body.classList.add("reading");
    panel.scrollTop = 0;
  }
  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("reading");
    document.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    document.querySelectorAll(".faded").forEach((element) => element.classList.remove("faded"));
    if (before && before.isConnected) before.focus();
    document.dispatchEvent(new CustomEvent("zhengpu:shut"));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && shut());

  // The quote, with the first of the names that stands in it set off.
  function quoted(quote, names) {
    const said = make("blockquote"), holder = make("bdi");
    const name = names.find((one) => one && quote.includes(one) && one !== quote);
    const at = name ? quote.indexOf(name) : quote.length;
    holder.append(quote.slice(0, at));
    if (name) holder.append(make("strong", "", name), quote.slice(at + name.length));
    said.append(holder);
    return said;
  }
  function quotes(data, places, names) {
    return places.flatMap(([document_, start, end, quote]) => {
      const said = quoted(quote, names);
      const source = make("p", "source");
      const name = data.documents[document_];
      if (data.served || data.reader) {
        const link = make("a", "", "看原文");
        link.href = data.served ? `/documents/${encodeURIComponent(name)}?start=${start}&end=${end}#hit` : "#text";
        if (data.reader) link.addEventListener("click", (event) => {
          event.preventDefault();
          document.dispatchEvent(new CustomEvent("zhengpu:read", { detail: { document: name, start, end } }));
        });
        source.append(link, "　");
      }
      source.append(isolated("span", "", `${name} · 第${start}–${end}字`));
      return [said, source];
    });
  }

  function showEdge(view, place) {
    const { data } = view, edge = data.edges[place];
    if (!edge) return;
    const [, label, css] = data.relations[edge[RELATION]];
    const head = make("h3");
    const from = data.nodes[edge[FROM]], to = data.nodes[edge[TO]];
    head.append(isolated("span", "", titled(from)), " ", make("span", `rel r-${css}`, edge[WEIGHT] ? `${label} ${edge[WEIGHT]}` : label), " ", isolated("span", "", titled(to)));
    const contents = [head];
    if (edge[ABOUT]) contents.push(isolated("p", "", edge[ABOUT]));
    const places = edge[EVIDENCE] || [];
    contents.push(...(places.length ? quotes(data, places, [from[LABEL], to[LABEL]]) : [make("p", "kindof", "这一条没有单独的原文出处。")]));
    const box = make("div", `r-${css}`);
    box.append(...contents);
    const list = make("ul");
    for (const end of [edge[FROM], edge[TO]]) list.append(nodeButton(view, end));
    open(view, [box, list]);
    mark(view, `[data-edge="${place}"]`);
  }

  function nodeButton(view, place) {
    const item = make("li"), button = isolated("button", "", titled(view.data.nodes[place]) + " ›");
    button.type = "button";
    button.addEventListener("click", () => showNode(view, place));
    item.append(button);
    return item;
  }

  const SAID = { tasks: "任务数", partners: "合作单位", shared: "共同任务合计", section: "部分", value: "数值", unit: "计量单位", deadline: "期限", indicator: "指标", who: "单位", text: "原文", issued: "印发日期", documentNumber: "文号" };

  function showNode(view, place) {
    const { data } = view, node = data.nodes[place];
    if (!node) return;
    const [, label, css] = data.kinds[node[KIND]];
    const contents = [make("span", `kindof k-${css}`, label), isolated("h3", "", titled(node))];
    const facts = make("dl");
    for (const [key, value] of Object.entries(node[PROPS] || {}))
      if (SAID[key] !== undefined && value !== "") facts.append(make("dt", "", SAID[key]), isolated("dd", "", String(value)));
    if (facts.children.length) contents.push(facts);
    if (data.served && node[IRI]) {
      const link = make("a", "", "看它的周边");
      link.href = "/view/surroundings?of=" + encodeURIComponent(node[IRI]);
      const about = make("a", "", "数据页");
      const at = node[IRI].indexOf("/id/");
      about.href = at < 0 ? link.href : encodeURI(node[IRI].slice(at));
      const line = make("p");
      line.append(link, "　", about);
      contents.push(line);
    }
    const list = make("ul");
    const mine = data.edges.flatMap((edge, index) => ((edge[FROM] === place || edge[TO] === place) && (!view.draws || view.draws(index)) ? [[edge, index]] : []));
    for (const [edge, index] of mine.slice(0, 300)) {
      const other = data.nodes[edge[FROM] === place ? edge[TO] : edge[FROM]];
      const [, relation, look] = data.relations[edge[RELATION]];
      const item = make("li", `r-${look}`), button = make("button");
      button.type = "button";
      button.append(make("span", "rel", edge[WEIGHT] ? `${relation} ${edge[WEIGHT]}` : relation), " ", isolated("span", "", titled(other)));
      button.addEventListener("click", () => showEdge(view, index));
      item.append(button);
      list.append(item);
    }
    contents.push(make("p", "kindof", `${mine.length}条关系` + (mine.length > 300 ? "，列出前300条" : "")), list);
    open(view, contents);
    mark(view, `[data-node="${place}"]`);
    for (const element of view.section.querySelectorAll("g.edge, g.box")) {
      const near = element.dataset.s === undefined
        ? Number(element.dataset.node) === place || mine.some(([edge]) => edge[FROM] === Number(element.dataset.node) || edge[TO] === Number(element.dataset.node))
        : Number(element.dataset.s) === place || Number(element.dataset.t) === place;
      element.classList.toggle("faded", !near);
    }
    document.dispatchEvent(new CustomEvent("zhengpu:node", { detail: { view: view.section.id, place } }));
  }

  function mark(view, selector) {
    document.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    document.querySelectorAll(".faded").forEach((element) => element.classList.remove("faded"));
    view.section.querySelectorAll(selector).forEach((element) => element.classList.add("on"));
  }

  function filter(view) {
    const off = [];
    for (const box of view.section.querySelectorAll("[data-relation]")) {
      view.section.classList.toggle("off-" + box.dataset.relation, !box.checked);
      if (!box.checked) off.push(box.dataset.relation);
    }
    remember(view, "off", off.join(","));
    document.dispatchEvent(new CustomEvent("zhengpu:filter", { detail: { view: view.section.id, off } }));
  }

  // Every state is a link: filters and what is looked for stand behind the # of the address.
  const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  function remember(view, key, value) {
    const name = view.section.id + "." + key;
    if (value) state.set(name, value); else state.delete(name);
    history.replaceState(null, "", state.size ? "#" + state : location.pathname + location.search);
  }

  function find(view, wanted) {
    const looked = wanted.trim().toLowerCase();
    const hits = new Set();
    if (looked) view.data.nodes.forEach((node, place) => titled(node).toLowerCase().includes(looked) && hits.add(place));
    for (const element of view.section.querySelectorAll("[data-node]")) {
      const cell = element.closest("th") || element;
      const hit = hits.has(Number(element.dataset.node));
      cell.classList.toggle("hit", hit);
      if (hit) for (let above = element.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
    }
    const first = view.section.querySelector(".hit");
    if (first && looked) first.scrollIntoView({ block: "nearest", inline: "center" });
    remember(view, "q", wanted.trim());
    document.dispatchEvent(new CustomEvent("zhengpu:find", { detail: { view: view.section.id, looked, hits: [...hits] } }));
  }

  // ── start ───────────────────────────────────────────────────────────────────
  function start(section) {
    const view = { section, data: JSON.parse(section.querySelector("script.data").textContent) };
    view.data.reader = Boolean(document.querySelector("[data-reader]"));
    section.addEventListener("click", (event) => {
      const element = event.target.closest("[data-edge],[data-node]");
      if (!element || !section.contains(element)) return;
      if (element.closest("summary")) event.preventDefault();
      if (element.dataset.edge !== undefined) showEdge(view, Number(element.dataset.edge));
      else showNode(view, Number(element.dataset.node));
    });
    section.addEventListener("keydown", (event) => {
      const element = event.target.closest("g[data-node]");
      if (element && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); showNode(view, Number(element.dataset.node)); }
      window.zhengpu.matrix.arrows(event);
    });
    section.querySelectorAll("[data-relation]").forEach((box) => {
      box.checked = !(state.get(section.id + ".off") || "").split(",").includes(box.dataset.relation);
    });
    section.addEventListener("change", (event) => event.target.matches("[data-relation]") && filter(view));
    const looked = section.querySelector("[data-find]");
    looked.value = state.get(section.id + ".q") || "";
    looked.addEventListener("input", () => find(view, looked.value));
    section.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => window.zhengpu.save(view, button.dataset.save, button)));
    section.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
    section.querySelectorAll("[data-submit]").forEach((select) => select.addEventListener("change", () => select.form.submit()));
    const matrix = section.querySelector("table.matrix");
    if (matrix) window.zhengpu.matrix.start(matrix);
    today(section.querySelector("svg.timeline"));
    section.querySelectorAll("[data-day]").forEach((date) => {
      date.addEventListener("click", () => onlyDue(section, date));
      date.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onlyDue(section, date); } });
    });
    const line = section.querySelector(".dateline");
    if (line) line.scrollLeft = line.querySelector("circle").cx.baseVal.value - 90;
    section.querySelectorAll("[data-open-all]").forEach((button) => button.addEventListener("click", () => {
      section.querySelectorAll(".tree details").forEach((branch) => { branch.open = button.dataset.openAll === "1" || !branch.parentElement.closest("details"); });
    }));
    const centre = section.querySelector(".box.centre");
    const columns = section.querySelector("svg.columns");
    if (columns) fit(section);
    // On a phone the table says at once what the picture shows piece by piece.
    if (columns && innerWidth < 600 && columns.width.baseVal.value > innerWidth) section.querySelectorAll("details.table").forEach((table) => { table.open = true; });
    if (centre) {
      const picture = section.querySelector(".picture"), box = centre.getBBox();
      picture.scrollTop = Math.max(0, box.y + box.height + 40 - picture.clientHeight);
      picture.scrollLeft = Math.max(0, box.x - picture.clientWidth * 0.4);
    }
    if (state.get(section.id + ".off")) filter(view);
    if (looked.value) find(view, looked.value);
    return view;
  }

  // Columns a little too wide for the window are drawn smaller, not cut.
  function fit(section) {
    const svg = section.querySelector("svg.columns"), room = section.querySelector(".picture").clientWidth, { width, height } = svg.viewBox.baseVal;
    const scale = width > room && width * 0.74 <= room ? room / width : 1;
    svg.setAttribute("width", width * scale);
    svg.setAttribute("height", height * scale);
  }

  // A date in the line keeps only what is due on it; a second time, everything again.
  function onlyDue(section, date) {
    const chosen = date.getAttribute("aria-pressed") !== "true";
    section.querySelectorAll("[data-day]").forEach((one) => one.setAttribute("aria-pressed", String(chosen && one === date)));
    section.querySelectorAll(".card").forEach((card) => { card.hidden = chosen && !card.dataset.due.split("、").includes(date.dataset.day); });
    section.querySelectorAll(".part").forEach((part) => { part.hidden = !part.querySelector(".card:not([hidden])"); });
  }

  // The day on which the page is open, where the line of dates reaches it.
  function today(line) {
    if (!line) return;
    const { start, end, left } = line.dataset, now = new Date(), day = (text) => Date.UTC(...text.split("-").map((part, at) => Number(part) - (at === 1)));
    const share = (Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - day(start)) / (day(end) - day(start));
    if (!(share >= 0 && share <= 1)) return;
    const x = Number(left) + share * (line.viewBox.baseVal.width - 2 * Number(left)), mark = drawn("g", { class: "today" });
    mark.append(drawn("path", { d: `M${x} 50L${x} 108` }), drawn("text", { x, y: 121, "text-anchor": "middle" }, "今天"));
    line.insertBefore(mark, line.querySelector(".date"));
  }

  // On paper everything is open.
  addEventListener("beforeprint", () => document.querySelectorAll(".tree details, details.rest").forEach((one) => { one.open = true; }));
  document.body.classList.add("scripted");
  Object.assign(window.zhengpu, { views: new Map(), open, showEdge, showNode, remember, fit, recall: (view, key) => state.get(`${view.section.id}.${key}`) });
  for (const section of document.querySelectorAll("section.view")) window.zhengpu.views.set(section.id, start(section));
})();
