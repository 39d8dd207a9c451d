// What every view shares: the panel with the source sentence, filters, finding, saving. All text goes in as text, never as markup.
"use strict";
(() => {
  const LABEL = 0, KIND = 1, IRI = 2, PROPS = 3;
  const FROM = 0, TO = 1, RELATION = 2, EVIDENCE = 3, WEIGHT = 4, ABOUT = 5;
  const panel = document.getElementById("panel");
  let before = null;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
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

  // ── saving ──────────────────────────────────────────────────────────────────
  const SVG = "http://www.w3.org/2000/svg";
  const drawn = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const ground = () => getComputedStyle(document.documentElement).backgroundColor;
  // What stands in a picture made of tables and lists: boxes, texts and small drawings, where they stand on the page; in pieces, so that the
  // page goes on living. `told` gets the share that is done.
  async function pieces(root, told) {
    const [left, top] = [root.scrollLeft, root.scrollTop];
    root.scrollTo(0, 0); // heads that stick to the edge stand in their own place again
    const frame = root.getBoundingClientRect(), elements = [...root.querySelectorAll("*")], found = [];
    let since = performance.now();
    for (let at = 0; at < elements.length; at += 1) {
      piece(elements[at], frame, found);
      if (performance.now() - since < SLICE) continue;
      told(at / elements.length);
      await pause();
      since = performance.now();
    }
    const size = { width: Math.ceil(root.scrollWidth), height: Math.ceil(root.scrollHeight) };
    root.scrollTo(left, top);
    return { ...size, found };
  }
  const SLICE = 40, pause = () => new Promise((done) => setTimeout(done));
  function piece(element, frame, found) {
    if (element instanceof SVGElement && element.ownerSVGElement) return;
    const box = element.getBoundingClientRect();
    if (!box.width) return;
    const look = getComputedStyle(element), x = box.left - frame.left, y = box.top - frame.top;
    if (look.visibility === "hidden") return;
    if (element instanceof SVGElement) return void found.push({ x, y, svg: copied(element), width: box.width, height: box.height });
    const filled = look.backgroundColor !== "rgba(0, 0, 0, 0)", framed = look.borderBottomWidth !== "0px" && element.matches("td,th,.card,.tag");
    if (filled || framed) found.push({ x, y, width: box.width, height: box.height, fill: filled ? look.backgroundColor : "", stroke: framed ? look.borderBottomColor : "" });
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE && child.data.trim()) texts(child, look, frame, found);
  }
  function asSvg({ width, height, found }) {
    const svg = backed(drawn("svg", { xmlns: SVG, width, height }));
    for (const one of found) {
      if (one.svg) { one.svg.setAttribute("x", one.x); one.svg.setAttribute("y", one.y); svg.append(one.svg); }
      else if (one.text === undefined) svg.append(drawn("rect", { x: one.x, y: one.y, width: one.width, height: one.height, fill: one.fill || "none", stroke: one.stroke || "none" }));
      else svg.append(drawn("text", { x: one.x, y: one.y, fill: one.fill, "font-family": one.family, "font-size": one.size, "font-weight": one.weight,
        ...(one.upright ? { "writing-mode": "vertical-rl" } : { "dominant-baseline": "central" }) }, one.text));
    }
    return svg;
  }
  async function asCanvas({ width, height, found }) {
    const canvas = make("canvas"), scale = scaled(width, height), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [width * scale, height * scale];
    pen.scale(scale, scale);
    pen.fillStyle = ground();
    pen.fillRect(0, 0, width, height);
    let since = performance.now();
    for (const one of found) {
      if (one.svg) pen.drawImage(await pictured(one.svg), one.x, one.y);
      else if (one.text === undefined) {
        if (one.fill) { pen.fillStyle = one.fill; pen.fillRect(one.x, one.y, one.width, one.height); }
        if (one.stroke) { pen.strokeStyle = one.stroke; pen.strokeRect(one.x, one.y, one.width, one.height); }
      } else {
        pen.fillStyle = one.fill;
        pen.font = `${one.weight} ${one.size} ${one.family}`;
        pen.textBaseline = one.upright ? "top" : "middle";
        pen.textAlign = one.upright ? "center" : "left";
        if (one.upright) [...one.text].forEach((sign, at) => pen.fillText(sign, one.x, one.y + at * parseFloat(one.size) * 1.02));
        else pen.fillText(one.text, one.x, one.y);
      }
      if (performance.now() - since > SLICE) { await pause(); since = performance.now(); }
    }
    return canvas;
  }
  // Twice as fine as the screen, as long as the browser can hold it.
  const scaled = (width, height) => Math.min(2, 12000 / Math.max(width, height), Math.sqrt(60e6 / (width * height)));
  const written = (svg) => new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  async function pictured(svg) {
    const image = new Image();
    image.src = URL.createObjectURL(written(svg));
    try { await image.decode(); } finally { setTimeout(() => URL.revokeObjectURL(image.src), 1000); }
    return image;
  }
  function backed(svg) {
    svg.insertBefore(drawn("rect", { width: "100%", height: "100%", fill: ground() }), svg.firstChild);
    return svg;
  }
  function copied(svg) {
    const copy = svg.cloneNode(true);
    if (svg.classList.contains("columns")) for (const side of ["width", "height"]) copy.setAttribute(side, svg.viewBox.baseVal[side]);
    const pairs = [[svg, copy], ...[...svg.querySelectorAll("*")].map((element, i) => [element, copy.querySelectorAll("*")[i]])];
    for (const [from, to] of pairs) {
      const look = getComputedStyle(from);
      for (const name of ["fill", "stroke", "stroke-width", "opacity", "font-family", "font-size", "font-weight", "display"]) to.setAttribute(name, look.getPropertyValue(name));
    }
    copy.querySelectorAll(".more").forEach((element) => element.remove());
    return copy;
  }
  // One text a line: a text that wraps stands in several boxes.
  function texts(node, look, frame, found) {
    const range = document.createRange(), upright = look.writingMode === "vertical-rl", lines = [];
    const style = { fill: look.color, family: look.fontFamily, size: look.fontSize, weight: look.fontWeight, upright };
    range.selectNodeContents(node);
    const whole = range.getClientRects();
    if (whole.length === 1) lines.push({ place: whole[0], text: node.data });
    else for (let at = 0; at < node.data.length; at += 1) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const place = range.getBoundingClientRect(), last = lines[lines.length - 1];
      if (!place.width && !place.height) continue;
      const edge = upright ? place.left : place.top;
      if (last && Math.abs(last.edge - edge) < 4) last.text += node.data[at];
      else lines.push({ edge, place, text: node.data[at] });
    }
    for (const { place, text } of lines) if (text.trim()) found.push(upright
      ? { ...style, text, x: place.left - frame.left + place.width / 2, y: place.top - frame.top }
      : { ...style, text, x: place.left - frame.left, y: place.top - frame.top + place.height / 2 });
  }
  function download(blob, name) {
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  async function save(view, kind, button) {
    const name = `zhengpu-${view.data.name}.${kind}`, label = button.textContent;
    const network = view.section.querySelector(".network canvas"), own = view.section.querySelector("svg.columns");
    const { framing } = window.zhengpu;
    if (network && kind === "png") return download(await blob(framing.canvas(view, network, network.width / network.clientWidth)), name);
    button.disabled = true;
    try {
      if (view.svg || own) {
        const svg = framing.svg(view, view.svg ? view.svg() : backed(copied(own)));
        return download(kind === "svg" ? written(svg) : await flat(await pictured(svg)), name);
      }
      const drawn_ = await pieces(view.section.querySelector(".picture"), (share) => { button.textContent = `已画${Math.round(share * 100)}%`; });
      download(kind === "svg" ? written(framing.svg(view, asSvg(drawn_))) : await blob(framing.canvas(view, await asCanvas(drawn_), scaled(drawn_.width, drawn_.height))), name);
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  }
  const blob = (canvas) => new Promise((done) => canvas.toBlob(done));
  function flat(image) {
    const canvas = make("canvas"), scale = scaled(image.width, image.height);
    [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return blob(canvas);
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
      arrows(event);
    });
    section.querySelectorAll("[data-relation]").forEach((box) => {
      box.checked = !(state.get(section.id + ".off") || "").split(",").includes(box.dataset.relation);
    });
    section.addEventListener("change", (event) => event.target.matches("[data-relation]") && filter(view));
    const looked = section.querySelector("[data-find]");
    looked.value = state.get(section.id + ".q") || "";
    looked.addEventListener("input", () => find(view, looked.value));
    section.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => save(view, button.dataset.save, button)));
    section.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
    section.querySelectorAll("[data-submit]").forEach((select) => select.addEventListener("change", () => select.form.submit()));
    const matrix = section.querySelector("table.matrix");
    cross(matrix);
    roving(matrix);
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

  // The matrix is one stop of the Tab key: the arrow keys go from mark to mark and on to the heads, Home and End along a row.
  function roving(table) {
    if (!table) return;
    const first = table.querySelector(".mark") || table.querySelector("button");
    table.querySelectorAll("button").forEach((button) => { button.tabIndex = button === first ? 0 : -1; });
    table.addEventListener("focusin", (event) => {
      if (!event.target.matches("button")) return;
      table.querySelectorAll('button[tabindex="0"]').forEach((button) => { button.tabIndex = -1; });
      event.target.tabIndex = 0;
    });
  }
  const seen = (cell) => [...(cell ? cell.querySelectorAll("button") : [])].filter((button) => button.offsetParent !== null);
  function arrows(event) {
    const button = event.target.closest(".matrix button"), cell = button && button.closest("td,th"), row = cell && cell.parentElement;
    if (!button) return;
    const along = (from, step) => { for (let next = from; next; next = next[step]) if (seen(next).length) return seen(next)[0]; };
    const rows = [row.closest("table").querySelector("tr.tasks"), ...row.closest("table").tBodies[0].rows];
    const down = (step) => {
      const inside = seen(cell), beside = inside[inside.indexOf(button) + step];
      if (beside) return beside;
      for (let at = rows.indexOf(row) + step; at >= 0 && at < rows.length; at += step) {
        const there = seen(rows[at].children[cell.cellIndex]);
        if (there.length) return there[step > 0 ? 0 : there.length - 1];
      }
    };
    const ways = {
      ArrowLeft: () => along(cell.previousElementSibling, "previousElementSibling"),
      ArrowRight: () => along(cell.nextElementSibling, "nextElementSibling"),
      ArrowUp: () => down(-1),
      ArrowDown: () => down(1),
      Home: () => along(row.firstElementChild, "nextElementSibling"),
      End: () => along(row.lastElementChild, "previousElementSibling"),
    };
    if (!ways[event.key]) return;
    event.preventDefault();
    const next = ways[event.key]();
    if (next) next.focus();
  }
  // The column under the pointer is shaded with its head.
  function cross(table) {
    if (!table) return;
    const heads = table.querySelector("tr.tasks");
    let last = null;
    table.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("td,th");
      if (!cell || cell.parentElement.matches(".sections,.documents")) return;
      const head = heads.children[cell.cellIndex];
      if (head === last) return;
      if (last) last.classList.remove("cross");
      last = head && cell.cellIndex > 1 ? head : null;
      if (last) last.classList.add("cross");
    });
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

  // A matrix wider than the paper is printed in pieces side by side, each with the names of the units; a piece ends where a part of a plan does.
  const ON_PAPER = 62, SOONER = 12;
  function inPieces(table) {
    const columns = table.tHead.querySelector("tr.tasks").cells.length - 2;
    if (columns <= ON_PAPER) return;
    const heads = [...table.tHead.querySelector("tr.tasks").cells].slice(2), cuts = [0];
    while (columns - cuts[cuts.length - 1] > ON_PAPER) {
      let cut = cuts[cuts.length - 1] + ON_PAPER;
      for (let at = cut; at > cut - SOONER; at -= 1) if (heads[at].classList.contains("edge")) { cut = at; break; }
      cuts.push(cut);
    }
    cuts.push(columns);
    cuts.slice(1).forEach((end, piece) => {
      const begin = cuts[piece], part = table.cloneNode(false), head = make("thead"), body = make("tbody");
      for (const row of table.tHead.rows) head.append(cutRow(row, begin, end));
      for (const row of table.tBodies[0].rows) body.append(cutRow(row, begin, end));
      part.classList.add("piece");
      part.append(make("caption", "", `第${piece + 1}张，共${cuts.length - 1}张：第${begin + 1}–${end}列，共${columns}列`), head, body);
      table.parentElement.insertBefore(part, table);
    });
    table.classList.add("in-pieces");
  }
  function cutRow(row, begin, end) {
    const copy = row.cloneNode(false);
    let at = -2;
    for (const cell of row.cells) {
      const from = at, to = (at += cell.colSpan);
      if (to <= 0) copy.append(cell.cloneNode(true));
      else if (from < end && to > begin) {
        const kept = cell.cloneNode(true);
        kept.colSpan = Math.min(to, end) - Math.max(from, begin);
        // A head that is repeated on the next sheet shows no buttons.
        if (row.parentElement.tagName === "THEAD") kept.querySelectorAll("button").forEach((button) => { const plain = make("div"); plain.append(...button.childNodes); button.replaceWith(plain); });
        copy.append(kept);
      }
    }
    return copy;
  }
  addEventListener("beforeprint", () => document.querySelectorAll("table.matrix:not(.in-pieces):not(.piece)").forEach(inPieces));
  addEventListener("afterprint", () => {
    document.querySelectorAll("table.piece").forEach((piece) => piece.remove());
    document.querySelectorAll("table.in-pieces").forEach((table) => table.classList.remove("in-pieces"));
  });
  // On paper everything is open.
  addEventListener("beforeprint", () => document.querySelectorAll(".tree details, details.rest").forEach((one) => { one.open = true; }));
  document.body.classList.add("scripted");
  window.zhengpu = { views: new Map(), open, showEdge, showNode, remember, fit, recall: (view, key) => state.get(`${view.section.id}.${key}`) };
  for (const section of document.querySelectorAll("section.view")) window.zhengpu.views.set(section.id, start(section));
})();
