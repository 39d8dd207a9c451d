// What a reader does with a network: hides things, puts them elsewhere, looks how two of them hang together, walks it by keyboard.
// All of it stands behind the # of the address, by the names things have in the graph.
"use strict";
(() => {
  const FROM = 0, TO = 1, WEIGHT = 4, SIGN = "|";

  function start(section, view) {
    const { data, network } = view, form = section.querySelector("[data-route]"), holder = section.querySelector("[data-network]");
    if (!network || !form) return;
    const { remember, recall } = window.zhengpu;
    const put = form.querySelector("[data-put-back]"), said = form.querySelector("[data-said]");
    const name = (id) => { const iri = data.nodes[id][2]; return iri ? iri.slice(iri.indexOf("/id/") + 4) : data.nodes[id][0]; };
    const ids = new Map(data.nodes.map((_, id) => [name(id), id]));
    const known = (text) => (text || "").split(SIGN).filter((one) => ids.has(one)).map((one) => ids.get(one));

    // Those of one name are told apart by where they are.
    const many = new Map();
    for (const [label] of data.nodes) many.set(label, (many.get(label) || 0) + 1);
    const called = (id) => many.get(data.nodes[id][0]) > 1 ? `${data.nodes[id][0]}（${name(id).split("/").slice(1, -1).pop() || id}）` : data.nodes[id][0];
    const byName = new Map(data.nodes.map((_, id) => [called(id), id]));
    section.querySelector(`#${CSS.escape(form.querySelector("input").getAttribute("list"))}`).append(...[...byName.keys()].slice(0, 5000).map((text) => {
      const option = document.createElement("option");
      option.value = text;
      return option;
    }));
    form.hidden = false;

    // ── hidden, and put elsewhere ──
    const places = new Map(), first = data.large ? {} : network.getPositions();
    const button = (text, does) => {
      const one = document.createElement("button");
      one.type = "button"; one.className = "plain"; one.textContent = text;
      one.addEventListener("click", does);
      return one;
    };
    function told() {
      remember(view, "hide", [...view.away].map(name).join(SIGN));
      remember(view, "at", [...places].map(([id, { x, y }]) => `${name(id)}:${Math.round(x)},${Math.round(y)}`).join(SIGN));
      put.replaceChildren();
      if (view.away.size) put.append(button(`放回隐藏的${view.away.size}个`, () => { view.away.clear(); view.refilter(); told(); }));
      if (places.size) put.append(button(`挪动的${places.size}个放回原处`, () => {
        for (const id of places.keys()) network.moveNode(id, first[id].x, first[id].y);
        places.clear(); told();
      }));
    }
    function hide(id) {
      view.away.add(id);
      view.refilter(); told();
      document.querySelector("#panel .close")?.click();
      holder.focus({ preventScroll: true });
    }
    network.on("dragEnd", ({ nodes }) => {
      if (!nodes.length || data.large) return;
      for (const [id, place] of Object.entries(network.getPositions(nodes))) places.set(Number(id), place);
      told();
    });
    document.addEventListener("zhengpu:node", ({ detail }) => {
      if (detail.view !== section.id) return;
      const acts = document.createElement("p");
      acts.className = "acts";
      if (!data.large) acts.append(button("隐藏它", () => hide(detail.place)), " ");
      acts.append(button("从它出发", () => { form.elements.from.value = called(detail.place); form.elements.to.focus(); }), " ",
        button("走到它", () => { form.elements.to.value = called(detail.place); if (form.elements.from.value) form.requestSubmit(); else form.elements.from.focus(); }));
      document.querySelector("#panel h3")?.after(acts);
    });

    // ── how two hang together ──
    // The fewest steps; of ways as short the one whose steps stand for the most tasks. What is hidden is gone round.
    const beside = Array.from(data.nodes, () => []);
    data.edges.forEach((edge, at) => { beside[edge[FROM]].push([edge[TO], at]); beside[edge[TO]].push([edge[FROM], at]); });
    function way(from, to) {
      const best = new Map([[from, { steps: 0, tasks: 0 }]]);
      for (let level = [from]; level.length && !best.has(to);) {
        const next = new Set();
        for (const id of level) for (const [other, at] of beside[id]) {
          if (view.away.has(other)) continue;
          const here = best.get(id), there = best.get(other), tasks = here.tasks + (data.edges[at][WEIGHT] || 1);
          if (there && (there.steps <= here.steps || there.tasks >= tasks)) continue;
          best.set(other, { steps: here.steps + 1, tasks, before: id, by: at });
          next.add(other);
        }
        level = [...next];
      }
      if (!best.has(to)) return null;
      const ids = [to], edges = [];
      for (let id = to; id !== from; id = best.get(id).before) { edges.unshift(best.get(id).by); ids.unshift(best.get(id).before); }
      return { ids, edges };
    }
    const part = (tag, className, text) => {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text !== undefined) element.textContent = text;
      return element;
    };
    function shown(from, to) {
      const found = from === to ? null : way(from, to);
      view.way = new Set(found ? found.edges : []);
      if (!data.large) view.refilter();
      const head = part("h3"), contents = [head];
      head.append(part("bdi", "", called(from)), " → ", part("bdi", "", called(to)));
      if (!found) contents.push(part("p", "kindof", from === to ? "起点和终点是同一个。" : `在这张图里连不起来：没有一串共同的关系从这一个走到那一个${view.away.size ? "（隐藏的不算）" : ""}。`));
      else {
        contents.push(part("p", "kindof", `隔${found.edges.length}步；一样远的取共同任务多的。`));
        const list = part("ol", "steps-list");
        found.edges.forEach((at, step) => {
          const [, relation] = data.relations[data.edges[at][2]], item = part("li"), look = part("button");
          look.type = "button";
          look.append(part("bdi", "", called(found.ids[step])), part("span", "rel", ` ${relation} ${data.edges[at][WEIGHT] || 1} `), part("bdi", "", called(found.ids[step + 1])));
          look.addEventListener("click", () => window.zhengpu.showEdge(view, at));
          item.append(look);
          list.append(item);
        });
        contents.push(list);
        if (data.large) view.line(found.ids, found.edges);
        network.selectNodes(found.ids, false);
      }
      view.look();
      window.zhengpu.open(view, contents);
      // Once the panel has taken its room.
      if (found && !data.large) setTimeout(() => { network.redraw(); network.fit({ nodes: found.ids, animation: false, maxZoomLevel: 1 }); }, 80);
      remember(view, "way", name(from) + SIGN + name(to));
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const ends = ["from", "to"].map((end) => {
        const box = form.elements[end], text = box.value.trim();
        const hits = byName.has(text) ? [byName.get(text)] : [...byName].filter(([one]) => text && one.includes(text)).map(([, id]) => id);
        box.setCustomValidity(hits.length === 1 ? "" : hits.length ? `“${text}”可以是${hits.length}个，请选一个` : `图里没有“${text}”`);
        if (hits.length === 1) box.value = called(hits[0]);
        return hits.length === 1 ? hits[0] : null;
      });
      if (form.reportValidity()) shown(...ends);
    });
    form.addEventListener("input", (event) => event.target.setCustomValidity(""));
    form.querySelectorAll("input").forEach((box) => box.addEventListener("change", () => box.setCustomValidity("")));
    document.addEventListener("zhengpu:shut", () => {
      remember(view, "way", "");
      if (!view.way.size) return;
      view.way = new Set();
      view.look();
      if (!data.large) view.refilter();
    });

    // ── by keyboard: to the nearest thing in a direction, into it, away with it ──
    let now = null;
    const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    holder.addEventListener("keydown", (event) => {
      const step = STEPS[event.key], seen = view.drawn.get().filter((node) => !node.hidden).map((node) => node.id);
      if (step && seen.length) {
        event.preventDefault();
        const at = network.getPositions(seen), here = now !== null && at[now];
        const far = (id) => {
          const [x, y] = [at[id].x - here.x, at[id].y - here.y], along = x * step[0] + y * step[1], aside = Math.abs(x * step[1]) + Math.abs(y * step[0]);
          return along > 1 ? along + 2 * aside : Infinity;
        };
        let next = here ? undefined : seen[0], least = Infinity;
        for (const id of here ? seen : []) if (id !== now && far(id) < least) { next = id; least = far(id); }
        if (next === undefined) return;
        now = next;
        network.selectNodes([now]);
        network.moveTo({ position: at[now], animation: false });
        said.textContent = called(now);
      } else if (event.key === "Enter" && now !== null) { event.preventDefault(); window.zhengpu.showNode(view, now); }
      else if (event.key === "Delete" && now !== null && !data.large) { event.preventDefault(); hide(now); said.textContent = `隐藏了${called(now)}`; now = null; }
    });

    // ── what the address says ──
    known(recall(view, "hide")).forEach((id) => data.large || view.away.add(id));
    for (const one of (recall(view, "at") || "").split(SIGN)) {
      const [, key, x, y] = /^(.*):(-?\d+),(-?\d+)$/.exec(one) || [];
      if (data.large || !ids.has(key)) continue;
      places.set(ids.get(key), { x: Number(x), y: Number(y) });
      network.moveNode(ids.get(key), Number(x), Number(y));
    }
    const ends = known(recall(view, "way"));
    if (view.away.size) view.refilter();
    if (view.away.size || places.size) told();
    if (ends.length === 2) { [form.elements.from.value, form.elements.to.value] = ends.map(called); shown(...ends); }
  }

  for (const [id, view] of window.zhengpu.views) start(document.getElementById(id), view);
})();
