// Networks: what pyvis prepared, drawn by vis-network on places that were worked out beforehand. Nothing moves by itself.
"use strict";
(() => {
  const shade = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const SHOWN = 200;

  function start(section, view) {
    const holder = section.querySelector("[data-network]"), { data } = view;
    const drawing = data.large ? around(view) : whole(view);
    const nodes = new vis.DataSet(drawing.nodes), edges = new vis.DataSet(drawing.edges);
    const network = new vis.Network(holder, { nodes, edges }, drawing.options);
    view.network = network;
    const widths = new Map(drawing.edges.map((edge) => [edge.id, edge.width]));
    // Where the whole would be too small to read, the view starts at the first (busiest) thing instead.
    const fit = () => {
      network.fit({ animation: false });
      if (network.getScale() < 0.42 && drawing.nodes.length) network.moveTo({ position: network.getPosition(drawing.nodes[0].id), scale: 0.6 });
    };
    fit();
    section.querySelector("[data-whole]").addEventListener("click", () => network.fit({ animation: false }));

    const heaviest = data.edges.reduce((most, edge) => Math.max(most, edge[4] || 1), 1);
    const look = () => {
      const font = shade("--fg"), back = shade("--bg");
      network.setOptions({ nodes: { font: { face: getComputedStyle(document.body).fontFamily, color: font, strokeWidth: 4, strokeColor: back } } });
      edges.update(edges.get().map((edge) => ({ id: edge.id, color: colour(edge), width: view.way && view.way.has(edge.id) ? Math.max(4, widths.get(edge.id) || 1) : widths.get(edge.id) || 1 })));
    };
    const soft = () => (matchMedia("(prefers-color-scheme: dark)").matches && document.documentElement.dataset.theme !== "light") || document.documentElement.dataset.theme === "dark";
    const colour = (edge) => {
      const row = data.edges[edge.id], weight = row[4] || 1;
      if (view.way && view.way.has(edge.id)) return { color: shade("--accent"), highlight: shade("--accent"), opacity: 1 };
      const own = data.large ? data.relations[row[2]][3] : soft() ? "#9fb0c5" : "#51647d";
      return { color: own, highlight: shade("--accent"), hover: shade("--accent"), opacity: data.large ? 0.8 : Math.min(0.9, 0.22 + 0.18 * (weight - 1) * Math.min(1, 9 / heaviest)) };
    };
    look();
    document.addEventListener("zhengpu:theme", look);

    network.on("click", ({ nodes: hitNodes, edges: hitEdges }) => {
      if (hitNodes.length) window.zhengpu.showNode(view, hitNodes[0]);
      else if (hitEdges.length) window.zhengpu.showEdge(view, hitEdges[0]);
    });

    // `away` are the places a reader hid, `way` the edges of a way that is shown: these are drawn however few tasks they stand for.
    const off = new Set();
    Object.assign(view, { away: new Set(), way: new Set(), drawn: nodes });
    const weight = section.querySelector("[data-weight]");
    let least = weight ? Number(weight.value) : 1;
    const filter = () => {
      const hidden = new Set(nodes.getIds().filter((id) => view.away.has(id) || off.has((data.nodes[id][3] || {}).community)));
      nodes.update(nodes.getIds().map((id) => ({ id, hidden: hidden.has(id) })));
      edges.update(edges.get().map((edge) => ({ id: edge.id, hidden: (!view.way.has(edge.id) && (data.edges[edge.id][4] || 1) < least) || hidden.has(edge.from) || hidden.has(edge.to) })));
    };
    Object.assign(view, { refilter: filter, look });
    // A way through a network too large to be drawn whole: one thing beside the other.
    view.line = (ids, ways) => {
      nodes.clear(); edges.clear();
      nodes.add(ids.map((id, at) => ({ ...node(data, id), x: at * 230, y: at % 2 ? 60 : 0, size: 12 })));
      edges.add(ways.map((id) => ({ id, from: data.edges[id][0], to: data.edges[id][1] })));
      look(); fit();
    };
    section.querySelectorAll("[data-group]").forEach((box) => box.addEventListener("change", () => {
      if (box.checked) off.delete(Number(box.dataset.group)); else off.add(Number(box.dataset.group));
      filter();
    }));
    if (least > 1) filter();
    if (weight) weight.addEventListener("input", () => {
      least = Number(weight.value);
      weight.parentElement.querySelector("output").textContent = weight.value;
      filter();
    });
    document.addEventListener("zhengpu:filter", ({ detail }) => {
      if (detail.view !== section.id) return;
      const hidden = new Set(detail.off);
      edges.update(edges.get().map((edge) => ({ id: edge.id, hidden: hidden.has(data.relations[data.edges[edge.id][2]][2]) })));
    });
    const show = (place) => {
      if (!data.large) return;
      const part = around(view, place);
      nodes.clear(); edges.clear();
      nodes.add(part.nodes); edges.add(part.edges);
      look(); fit();
    };
    document.addEventListener("zhengpu:find", ({ detail }) => {
      if (detail.view !== section.id || !detail.looked || !detail.hits.length) return;
      if (data.large) show(detail.hits[0]);
      else { network.selectNodes(detail.hits.slice(0, 50)); if (detail.hits.length === 1) network.focus(detail.hits[0], { scale: Math.max(network.getScale(), 0.9) }); }
    });
    document.addEventListener("zhengpu:node", ({ detail }) => {
      if (detail.view !== section.id) return;
      if (data.large) show(detail.place); else network.selectNodes([detail.place]);
    });
    view.svg = () => asSvg(network, nodes, edges);
    document.addEventListener("zhengpu:shut", () => network.unselectAll());
    addEventListener("beforeprint", fit);
    section.addEventListener("zhengpu:shown", () => { network.redraw(); fit(); });
  }

  // The network as a drawing of lines, circles and texts, as far as it is shown.
  function asSvg(network, nodes, edges) {
    const SVG = "http://www.w3.org/2000/svg", at = network.getPositions(), font = getComputedStyle(document.body).fontFamily;
    const part = (tag, attributes, text) => {
      const element = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const shown = nodes.get().filter((node) => !node.hidden), here = new Set(shown.map((node) => node.id));
    const xs = shown.map((node) => at[node.id].x), ys = shown.map((node) => at[node.id].y);
    const [left, top] = [Math.min(...xs) - 110, Math.min(...ys) - 50], [width, height] = [Math.max(...xs) + 110 - left, Math.max(...ys) + 90 - top];
    const svg = part("svg", { xmlns: SVG, width, height, viewBox: `${left} ${top} ${width} ${height}` });
    svg.append(part("rect", { x: left, y: top, width, height, fill: shade("--bg") }));
    for (const edge of edges.get()) {
      if (edge.hidden || !here.has(edge.from) || !here.has(edge.to)) continue;
      const [one, two] = [at[edge.from], at[edge.to]];
      svg.append(part("line", { x1: one.x, y1: one.y, x2: two.x, y2: two.y, stroke: edge.color.color, "stroke-opacity": edge.color.opacity, "stroke-width": edge.width || 1 }));
    }
    for (const { id, shape, size = 10, color, label = "" } of shown) {
      const { x, y } = at[id], fill = typeof color === "string" ? color : color.background;
      svg.append(shape === "diamond" ? part("path", { d: `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}z`, fill }) : part("circle", { cx: x, cy: y, r: size, fill }));
      label.split("\n").forEach((line, row) => svg.append(part("text", { x, y: y + size + 20 + row * 20, "text-anchor": "middle", "font-family": font, "font-size": 17, fill: shade("--fg"), stroke: shade("--bg"), "stroke-width": 3, "paint-order": "stroke" }, line)));
    }
    return svg;
  }

  const whole = ({ data }) => ({ nodes: data.vis.nodes, edges: data.vis.edges, options: data.vis.options });

  const node = (data, id) => {
    const label = data.nodes[id][0], cut = [...label].slice(0, 14).join("");
    return { id, label: cut.length < label.length ? cut + "…" : label, shape: "dot", color: data.kinds[data.nodes[id][1]][3] };
  };

  // One thing in the middle, its neighbours on rings around it: what is drawn of a network too large to be drawn whole.
  function around({ data }, middle) {
    if (middle === undefined) {
      const degree = new Uint32Array(data.nodes.length);
      for (const edge of data.edges) { degree[edge[0]] += 1; degree[edge[1]] += 1; }
      middle = degree.indexOf(degree.reduce((most, one) => Math.max(most, one), 0));
    }
    const near = new Set([middle]);
    for (const edge of data.edges) {
      if (near.size > SHOWN) break;
      if (edge[0] === middle) near.add(edge[1]);
      if (edge[1] === middle) near.add(edge[0]);
    }
    const nodes = [...near].map((id, place) => {
      const ring = place === 0 ? 0 : Math.ceil((Math.sqrt(1 + 4 * place / 3) - 1) / 2) , inRing = ring * 6;
      const turn = (2 * Math.PI * place) / Math.max(inRing, 1) + ring * 0.37;
      return { ...node(data, id), size: place ? 9 : 16, x: ring * 190 * Math.cos(turn), y: ring * 120 * Math.sin(turn) };
    });
    // Parallel relations bend more and more, so that none covers another.
    const drawn = new Map();
    const edges = data.edges.flatMap((edge, id) => {
      if (!near.has(edge[0]) || !near.has(edge[1])) return [];
      const pair = edge[0] + "-" + edge[1], before = drawn.get(pair) || 0;
      drawn.set(pair, before + 1);
      return [{ id, from: edge[0], to: edge[1], arrows: "to", smooth: before ? { enabled: true, type: "curvedCW", roundness: 0.14 * before } : false }];
    });
    return { nodes, edges, options: { physics: { enabled: false }, layout: { improvedLayout: false }, interaction: { hover: true }, edges: { smooth: false }, nodes: { font: { size: 16 } } } };
  }

  for (const [id, view] of window.zhengpu.views) {
    const section = document.getElementById(id);
    if (section.querySelector("[data-network]")) start(section, view);
  }
})();
