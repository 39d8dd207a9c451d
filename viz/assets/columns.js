// Surroundings without a server: the file holds what the next steps need; the columns are drawn anew, by the same rules as the page's.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FROM = 0, TO = 1, RELATION = 2, EVIDENCE = 3;
  const drawn = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  function start(section, view) {
    const { data } = view, { reserve } = data, svg = section.querySelector("svg.columns"), said = section.querySelector("[data-steps]");
    const [HEIGHT, GAP, BETWEEN, MARGIN, LOWEST] = reserve.measures;
    data.nodes.push(...reserve.nodes);
    const first = data.edges.length;
    data.edges.push(...reserve.edges);
    // What is drawn: the column of each node in the order of placing, and the edges in the order of drawing.
    const columns = new Map(), edges = new Set(Array.from({ length: first }, (_, place) => place));
    data.nodes.forEach((node, place) => { if (node[3] && node[3].column !== undefined) columns.set(place, node[3].column); });
    const centre = data.nodes.findIndex((node) => node[3] && node[3].centre);
    const steps = [];
    view.draws = (edge) => edges.has(edge);

    const other = (edge, place) => (data.edges[edge][FROM] === place ? data.edges[edge][TO] : data.edges[edge][FROM]);
    // How many neighbours of a node are not drawn: those the file has, those it has not.
    function beyond(place) {
      const known = new Set(reserve.ways[place].map((edge) => other(edge, place)));
      const here = [...known].filter((one) => !columns.has(one)).length;
      return [here, Math.max(0, ((data.nodes[place][3] || {}).near || 0) - known.size)];
    }

    function step(place) {
      const ways = reserve.ways[place], here = columns.get(place), added = new Set(), drawnEdges = [];
      const outwards = !ways.some((edge) => data.edges[edge][FROM] === place);
      for (const edge of ways) {
        const end = other(edge, place);
        if (!columns.has(end)) {
          if (added.size >= reserve.step) continue;
          added.add(end);
          const right = place === centre ? data.edges[edge][FROM] === place || outwards : here > 0;
          columns.set(end, here + (right ? 1 : -1));
        }
        if (!edges.has(edge)) { edges.add(edge); drawnEdges.push(edge); }
      }
      return [added, drawnEdges];
    }

    function places() {
      const order = [...new Set(columns.values())].sort((a, b) => a - b), members = order.map((column) => [...columns.keys()].filter((place) => columns.get(place) === column));
      const tallest = Math.max(...members.map((some) => some.length)), high = tallest * (HEIGHT + GAP), boxes = new Map();
      let x = MARGIN;
      members.forEach((some, column) => {
        const wide = Math.max(...some.map((place) => reserve.texts[place][1]));
        const top = MARGIN + Math.min((high - some.length * (HEIGHT + GAP)) / 2, LOWEST);
        some.forEach((place, row) => boxes.set(place, { x, y: top + row * (HEIGHT + GAP), width: wide, left: order[column] < 0 }));
        x += wide + BETWEEN;
      });
      return { boxes, width: x - BETWEEN + MARGIN * 2, height: high + 2 * MARGIN };
    }
    function path(one, two, shift) {
      const y1 = one.y + HEIGHT / 2 + shift, y2 = two.y + HEIGHT / 2 + shift;
      if (Math.abs(one.x - two.x) < 1) {
        const x = Math.max(one.x + one.width, two.x + two.width), bow = x + 40 + Math.abs(y2 - y1) * 0.12;
        return `M${one.x + one.width} ${y1}C${bow} ${y1} ${bow} ${y2} ${two.x + two.width + 5} ${y2}`;
      }
      const x1 = one.x < two.x ? one.x + one.width : one.x, x2 = one.x < two.x ? two.x - 5 : two.x + two.width + 5, middle = (x1 + x2) / 2;
      return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
    }
    const arrow = (css) => `${section.id}-a-${css}`;
    function marker(css) {
      if (document.getElementById(arrow(css))) return;
      const made = drawn("marker", { id: arrow(css), viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" });
      made.append(drawn("path", { class: `arrow r-${css}`, d: "M0 1L9 5L0 9z" }));
      svg.querySelector("defs").append(made);
    }

    function draw() {
      const { boxes, width, height } = places(), parallel = new Map(), busy = new Map();
      for (const edge of edges) {
        const ends = data.edges[edge].slice(0, 2), pair = [...ends].sort((a, b) => a - b).join("-");
        parallel.set(pair, [...(parallel.get(pair) || []), edge]);
        for (const end of ends) busy.set(end, (busy.get(end) || 0) + 1);
      }
      const pieces = [];
      for (const edge of edges) {
        const [from, to, relation] = data.edges[edge], [, label, css] = data.relations[relation], one = boxes.get(from), two = boxes.get(to);
        const siblings = parallel.get([from, to].sort((a, b) => a - b).join("-")), shift = (siblings.indexOf(edge) - (siblings.length - 1) / 2) * 7;
        const [quiet, away] = busy.get(to) <= busy.get(from) ? [two, one] : [one, two];
        const right = quiet.x < away.x || Math.abs(quiet.x - away.x) < 1, d = path(one, two, shift), group = drawn("g", { class: `edge r-${css}`, "data-edge": edge, "data-s": from, "data-t": to });
        marker(css);
        group.append(drawn("path", { class: "hit", d }), drawn("path", { class: "line", d, "marker-end": `url(#${arrow(css)})` }),
          drawn("text", { class: "says", x: right ? quiet.x + quiet.width + 16 : quiet.x - 16, y: quiet.y + HEIGHT / 2 + shift + (quiet.y > away.y + 1 ? 13 : -4), "text-anchor": right ? "start" : "end" }, label));
        pieces.push(group);
      }
      for (const [place, box] of boxes) {
        const [, kind, css] = data.kinds[data.nodes[place][1]], text = reserve.texts[place][0];
        const group = drawn("g", { class: `box k-${css}${place === centre ? " centre" : ""}`, "data-node": place, tabindex: 0, role: "button", "aria-label": `${kind} ${text}` });
        group.append(drawn("rect", { x: box.x, y: box.y, width: box.width, height: HEIGHT, rx: 6 }), drawn("text", { x: box.x + 12, y: box.y + 21 }, text));
        pieces.push(group);
        const [here, away] = beyond(place);
        if (here || away) pieces.push(more(place, box, text, here, away));
      }
      for (const [name, value] of [["width", width], ["height", height], ["viewBox", `0 0 ${width} ${height}`]]) svg.setAttribute(name, value);
      svg.replaceChildren(svg.querySelector("defs"), ...pieces);
      window.zhengpu.fit(section);
      return boxes;
    }
    function more(place, box, text, here, away) {
      const x = box.left ? box.x - 13 : box.x + box.width + 13, y = box.y + HEIGHT / 2;
      const words = `还有${here + away}个相邻事物` + (away ? `，其中${away}个不在这个文件里` : "");
      const group = drawn("g", here ? { class: "more", "data-step": place, tabindex: 0, role: "button", "aria-label": `${steps.includes(place) ? "再显示" : "展开"} ${text}，${words}` } : { class: "more away", role: "img", "aria-label": `${text}，${words}` });
      group.append(drawn("circle", { cx: x, cy: y, r: 11 }), drawn("text", { x, y: y + 4, "text-anchor": "middle" }, `+${here + away < 100 ? here + away : "…"}`), drawn("title", {}, here ? `${words}，点击展开` : words));
      return group;
    }

    // The table, the legend and the caption go along with the picture.
    function tell(places_, new_) {
      const body = section.querySelector("details.table:last-of-type table.list tbody");
      if (body) for (const edge of new_) {
        const [from, to, relation, evidence] = data.edges[edge], [, label, css] = data.relations[relation], row = document.createElement("tr");
        const cell = (className, ...contents) => { const made = document.createElement("td"); made.className = className; made.append(...contents); row.append(made); };
        const isolated = (text) => { const made = document.createElement("bdi"); made.textContent = text; return made; };
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quote";
        button.dataset.edge = edge;
        const quote = evidence && evidence.length ? [...evidence[0][3]] : [..."详情"];
        button.append(isolated(quote.length > 48 ? quote.slice(0, 47).join("") + "…" : quote.join("")));
        row.className = `r-${css}`;
        cell("", isolated(reserve.texts[from][0]));
        cell("rel", label);
        cell("", isolated(reserve.texts[to][0]));
        cell("", button);
        body.append(row);
      }
      const summary = section.querySelector("details.table:last-of-type summary");
      if (summary) summary.textContent = `表格：${edges.size}条关系`;
      section.querySelector(".caption bdi").textContent = `${columns.size - 1}个相邻事物、${edges.size}条关系。`;
      const legend = section.querySelector(".legend");
      data.relations.forEach(([, label, css], relation) => {
        const count = [...edges].filter((edge) => data.edges[edge][RELATION] === relation).length, box = legend.querySelector(`[data-relation="${css}"]`);
        if (box) box.parentElement.querySelector("b").textContent = count;
        else if (count) legend.insertBefore(chip(label, css, count), legend.querySelector(".kinds"));
      });
      const kinds = legend.querySelector(".kinds");
      data.kinds.forEach(([, label, css], kind) => {
        const count = [...columns.keys()].filter((place) => data.nodes[place][1] === kind).length, old = kinds.querySelector(`.k-${css} b`);
        if (old) old.textContent = count;
        else if (count) kinds.append(" ", named("chip kind", `k-${css}`, "dot", "", label, count));
      });
    }
    function named(className, css, mark, sign, label, count) {
      const made = document.createElement("span"), dot = document.createElement("span"), many = document.createElement("b");
      made.className = `${className} ${css}`;
      dot.className = mark;
      dot.textContent = sign;
      dot.setAttribute("aria-hidden", "true");
      many.textContent = count;
      made.append(dot, label, many);
      return made;
    }
    function chip(label, css, count) {
      const made = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.checked = true;
      box.dataset.relation = css;
      const inner = named("chip", `r-${css}`, "mark", "━", label, count);
      made.className = inner.className;
      made.append(box, ...inner.childNodes);
      return made;
    }

    function open(place) {
      const picture = section.querySelector(".picture"), box = svg.querySelector(`[data-node="${place}"]`).getBoundingClientRect();
      const [added, new_] = step(place);
      steps.push(place);
      draw();
      tell(added, new_);
      // The opened thing stays where it was on the screen.
      const now = svg.querySelector(`[data-node="${place}"]`).getBoundingClientRect();
      picture.scrollLeft += now.left - box.left;
      picture.scrollTop += now.top - box.top;
      const [here, away] = beyond(place);
      said.textContent = `${reserve.texts[place][0]}：展开了${added.size}个` + (here ? `，还有${here}个，再点一次展开` : "") + (away ? `，另有${away}个不在这个文件里` : "") + "。";
      window.zhengpu.remember(view, "open", steps.join("."));
      return svg.querySelector(`[data-step="${place}"]`) || svg.querySelector(`[data-node="${place}"]`);
    }

    draw();
    section.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-step]");
      if (chosen) open(Number(chosen.dataset.step)).focus({ preventScroll: true });
    });
    section.addEventListener("keydown", (event) => {
      const chosen = event.target.closest("[data-step]");
      if (chosen && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(Number(chosen.dataset.step)).focus(); }
    });
    for (const place of (window.zhengpu.recall(view, "open") || "").split(".").filter(Boolean).map(Number)) if (columns.has(place)) open(place);
  }

  for (const [id, view] of window.zhengpu.views) if (view.data.reserve) start(document.getElementById(id), view);
})();
