// Triples as a picture: things as points, relations as arrows in the ontology's colours. What it leaves out it counts; the table has all.

import { layout } from "./sparql_layout.js";
import { clipped, make, part, saver } from "./sparql_results.js";

const MOST = 300, LISTED = 40, NAMED_EDGES = 24, READABLE = 0.85, LINE = 9, CHIPS = 8;
const RDFS = "http://www.w3.org/2000/01/rdf-schema#label", TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABELS = [RDFS, "http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title"];
const TERM = { class: "类别", relation: "关系" }, TERMS = new Set(Object.values(TERM));
const keyOf = (value) => (value.type === "bnode" ? "_:" : "") + value.value;

// Things, arrows between them, and what is said of each in words; null where nothing connects two things.
export const networkOf = (columns, rows) => {
  const [s, p, o] = columns, things = new Map(), arrows = new Map(), words = new Map(), labels = new Map(), types = new Map(), left = new Set();
  let leftArrows = 0;
  const number = (value) => { const key = keyOf(value); if (!things.has(key)) things.set(key, { number: things.size, key, blank: value.type === "bnode" }); return things.get(key).number; };
  for (const row of rows) {
    const subject = keyOf(row[s]), predicate = row[p].value, object = row[o];
    if (object.type === "literal") {
      const rank = LABELS.indexOf(predicate), held = labels.get(subject);
      if (rank >= 0 && (!held || rank < held.rank)) labels.set(subject, { rank, text: object.value });
      if (!words.has(subject)) words.set(subject, []);
      words.get(subject).push([predicate, object.value]);
    } else if (predicate === TYPE) { if (!types.has(subject)) types.set(subject, object.value); }
    else if (object.type !== "triple" && row[s].type !== "triple") {
      const id = `${subject} ${predicate} ${keyOf(object)}`, fresh = [subject, keyOf(object)].filter((key) => !things.has(key));
      if (arrows.has(id)) continue;
      if (things.size + new Set(fresh).size > MOST) { fresh.forEach((key) => left.add(key)); leftArrows += 1; continue; }
      arrows.set(id, { from: number(row[s]), to: number(object), predicate });
    }
  }
  return arrows.size ? { things: [...things.values()], arrows: [...arrows.values()], words, labels, types, left: left.size, leftArrows } : null;
};

// The picture with its legend, or null where there is nothing to draw.
export const picture = async (columns, rows, names) => {
  const net = networkOf(columns, rows);
  if (!net) return null;
  const { things, arrows } = net;
  await names.learn([...things.filter((one) => !one.blank).map((one) => one.key), ...arrows.map((one) => one.predicate), ...net.types.values()]);
  const called = (iri) => { const found = names.of(iri); return found ? found.label : names.shown(iri).text; };
  for (const one of things) {
    const found = names.of(one.key), type = names.of(net.types.get(one.key) || "");
    one.label = (net.labels.get(one.key) || {}).text || (one.blank ? one.key : called(one.key));
    one.sort = type ? type.label : found ? TERM[found.sort] || found.sort : "";
    one.look = type ? type.look : found ? found.look : "";
    one.degree = 0;
  }
  for (const { from, to } of arrows) { things[from].degree += 1; things[to].degree += 1; }
  const places = layout(things.length, arrows.map((one) => [one.from, one.to]));

  const left = Math.min(...places.map(([x]) => x)) - 90, top = Math.min(...places.map(([, y]) => y)) - 40;
  const wide = Math.max(...places.map(([x]) => x)) + 90 - left, high = Math.max(...places.map(([, y]) => y)) + 60 - top;
  const drawing = part("svg", { viewBox: `${left} ${top} ${wide} ${high}`, "aria-hidden": "true" });
  const radius = (one) => Math.min(22, 6 + 1.8 * Math.sqrt(one.degree));
  const lines = drawArrows(drawing, arrows, things, places, radius, called);
  const points = drawThings(drawing, things, places, radius);

  const pane = make("div", undefined, { class: "netpane", tabindex: "0", role: "region", "aria-label": `关系图：${things.length}个事物，${arrows.length}条关系；内容同下表` });
  pane.append(drawing);
  const about = make("div", undefined, { class: "netabout", "aria-live": "polite" });
  const body = make("div", undefined, { class: "netbody" });
  about.hidden = true;
  body.append(pane, about);
  const choice = chooser(things);
  const select = (number, moves) => {
    const near = new Set();
    arrows.forEach((one, i) => { const on = one.from === number || one.to === number; lines[i].classList.toggle("near", on); if (on) { near.add(one.from); near.add(one.to); } });
    points.forEach((point, i) => { point.classList.toggle("near", near.has(i)); point.classList.toggle("chosen", i === number); });
    drawing.classList.toggle("chose", number >= 0);
    choice.value = String(number);
    about.hidden = number < 0;
    body.classList.toggle("told", number >= 0);
    about.replaceChildren(...(number < 0 ? [] : told(number, net, names, called, select)));
    if (number >= 0 && moves) center(places[number], zoom);
  };

  let zoom = 1;
  const center = ([x, y], wanted) => {
    zoom = Math.min(2.5, Math.max(0.1, wanted));
    drawing.setAttribute("width", Math.round(wide * zoom));
    drawing.setAttribute("height", Math.round(high * zoom));
    pane.scrollLeft = (x - left) * zoom - pane.clientWidth / 2;
    pane.scrollTop = (y - top) * zoom - pane.clientHeight / 2;
  };
  const middle = () => [left + (pane.scrollLeft + pane.clientWidth / 2) / zoom, top + (pane.scrollTop + pane.clientHeight / 2) / zoom];
  const whole = () => Math.min(1.15, (pane.clientWidth - 4) / wide, Math.max(pane.clientHeight, 380) / high);
  const busiest = things.reduce((most, one) => one.degree > most.degree ? one : most).number;
  const begin = () => center(whole() < READABLE ? places[busiest] : [left + wide / 2, top + high / 2], Math.max(READABLE, whole()));

  points.forEach((point, i) => point.addEventListener("click", (event) => { event.stopPropagation(); select(i); }));
  choice.addEventListener("change", () => select(Number(choice.value), true));
  dragged(pane, () => select(-1));
  const button = (text, said, does) => { const one = make("button", text, { type: "button", class: "plain", "aria-label": said, title: said }); one.addEventListener("click", does); return one; };
  const tools = make("p", undefined, { class: "nettools" });
  const hide = (predicate, hidden) => arrows.forEach((one, i) => { if (one.predicate === predicate) lines[i].classList.toggle("off", hidden); });
  const label = make("label", "看 ");
  label.append(choice);
  tools.append(...legend(things, arrows, names, called, hide), label,
    button("＋", "放大", () => center(middle(), zoom * 1.3)), button("－", "缩小", () => center(middle(), zoom / 1.3)), button("全图", "缩到看得见全图", () => center([left + wide / 2, top + high / 2], whole())), saver(drawing, "关系图"));
  const made = make("div", undefined, { class: "net" });
  const more = net.leftArrows ? `另有${net.left}个事物、${net.leftArrows}条关系没有画，全部在下表。` : "";
  made.append(tools, body, make("p", `图中${things.length}个事物、${arrows.length}条关系。${more}点一个事物看它的全部陈述；文字和数字不画成点。`, { class: "caption" }));
  return { made, begin };
};

const drawArrows = (drawing, arrows, things, places, radius, called) => {
  const layer = part("g", {}), seen = new Map(), few = arrows.length <= NAMED_EDGES;
  const lines = arrows.map(({ from, to, predicate }) => {
    const pair = from < to ? `${from} ${to}` : `${to} ${from}`, place = seen.get(pair) || 0;
    seen.set(pair, place + 1);
    const [x1, y1] = places[from], [x2, y2] = places[to];
    const group = part("g", { class: `line ${lookOf(predicate)}` });
    group.append(part("title", {}, `${things[from].label} ${called(predicate)} ${things[to].label}`));
    if (from === to) {
      const r = radius(things[from]);
      group.append(part("path", { d: `M${x1 - 4} ${y1 - r}C${x1 - 34 - place * 8} ${y1 - r - 40} ${x1 + 34 + place * 8} ${y1 - r - 40} ${x1 + 4} ${y1 - r}` }));
    } else {
      const long = Math.hypot(x2 - x1, y2 - y1) || 1, turn = (from < to ? 1 : -1) * Math.ceil(place / 2) * (place % 2 ? 1 : -1) * 34;
      const [cx, cy] = [(x1 + x2) / 2 - (y2 - y1) / long * turn, (y1 + y2) / 2 + (x2 - x1) / long * turn];
      const out = Math.hypot(cx - x1, cy - y1) || 1, into = Math.hypot(x2 - cx, y2 - cy) || 1;
      const ux = (x2 - cx) / into, uy = (y2 - cy) / into, start = radius(things[from]), end = radius(things[to]) + 2;
      const [ax, ay] = [x1 + (cx - x1) / out * start, y1 + (cy - y1) / out * start], [bx, by] = [x2 - ux * end, y2 - uy * end];
      group.append(part("path", { d: `M${round(ax)} ${round(ay)}Q${round(cx)} ${round(cy)} ${round(bx - ux * 6)} ${round(by - uy * 6)}` }));
      group.append(part("polygon", { points: [[bx, by], [bx - ux * 9 - uy * 4, by - uy * 9 + ux * 4], [bx - ux * 9 + uy * 4, by - uy * 9 - ux * 4]].map((at) => at.map(round).join(",")).join(" ") }));
      if (few) {  // the labels of parallel arrows stand at different heights
        const t = 0.42 + 0.18 * (place % 2), on = (a, c, b) => round((1 - t) * (1 - t) * a + 2 * t * (1 - t) * c + t * t * b);
        group.append(part("text", { x: on(ax, cx, bx), y: on(ay, cy, by) + 4, "text-anchor": "middle" }, clipped(called(predicate), 10)));
      }
    }
    layer.append(group);
    return group;
  });
  drawing.append(layer);
  return lines;
};

const drawThings = (drawing, things, places, radius) => {
  const layer = part("g", {});
  const points = things.map((one, i) => {
    const [x, y] = places[i].map(round), r = round(radius(one)), group = part("g", { class: `point ${one.look}` });
    group.append(part("title", {}, one.sort ? `${one.label}（${one.sort}）` : one.label), part("circle", { cx: x, cy: y, r }));
    const text = clipped(one.label, LINE * 2), letters = Array.from(text), half = letters.length > LINE ? Math.ceil(letters.length / 2) : letters.length;
    [letters.slice(0, half), letters.slice(half)].filter((said) => said.length).forEach((said, line) =>
      group.append(part("text", { x, y: round(y + r + 15 + line * 15), "text-anchor": "middle" }, said.join(""))));
    layer.append(group);
    return group;
  });
  drawing.append(layer);
  return points;
};

const round = (value) => Math.round(value * 10) / 10;
const lookOf = (iri) => `r-${iri.split(/[#/]/).pop().replace(/[^A-Za-z0-9_]/g, "-")}`;

const chooser = (things) => {
  const made = make("select", undefined, { "aria-label": "选一个事物" });
  made.append(make("option", `${things.length}个事物…`, { value: "-1" }));
  for (const one of [...things].sort((a, b) => b.degree - a.degree || a.number - b.number)) made.append(make("option", clipped(one.label, 30), { value: one.number }));
  return made;
};

const counted = (values) => { const counts = new Map(); for (const one of values) counts.set(one, (counts.get(one) || 0) + 1); return [...counts].sort((a, b) => b[1] - a[1]); };
const legend = (things, arrows, names, called, hide) => {
  const sorts = new Map();
  for (const one of things) if (one.sort && !sorts.has(one.sort)) sorts.set(one.sort, TERMS.has(one.sort) ? "" : one.look);
  const kinds = counted(things.map((one) => one.sort)).filter(([sort]) => sort).map(([sort, count]) => {
    const chip = make("span", undefined, { class: `chip kind ${sorts.get(sort)}` });
    chip.append(make("span", undefined, { class: "dot" }), sort, make("b", String(count)));
    return chip;
  });
  const relations = counted(arrows.map((one) => one.predicate)).map(([predicate, count]) => {
    const chip = make("label", undefined, { class: `chip ${lookOf(predicate)}` }), box = make("input", undefined, { type: "checkbox" });
    box.checked = true;
    box.addEventListener("change", () => hide(predicate, !box.checked));
    chip.append(box, make("span", "→", { class: "mark" }), clipped(called(predicate), 16), make("b", String(count)));
    return chip;
  });
  if (relations.length <= CHIPS + 1) return [...kinds, ...relations];
  const rest = make("details", undefined, { class: "rest" });
  rest.append(make("summary", `其他${relations.length - CHIPS}种关系`), ...relations.slice(CHIPS));
  return [...kinds, ...relations.slice(0, CHIPS), rest];
};

// Everything the result says of one thing.
const told = (number, net, names, called, select) => {
  const one = net.things[number], address = one.blank ? "" : names.shown(one.key).address, head = make("h3", one.label), list = make("ul");
  if (one.sort) head.append(make("span", one.sort, { class: "tag" }));
  const lines = net.arrows.filter((arrow) => arrow.from === number || arrow.to === number).map((arrow) => {
    const line = make("li"), out = arrow.from === number, other = net.things[out ? arrow.to : arrow.from];
    const go = make("button", other.label, { type: "button", class: "linklike" });
    go.addEventListener("click", () => select(other.number, true));
    line.append(out ? `${called(arrow.predicate)} → ` : "", go, out ? "" : ` → ${called(arrow.predicate)} → 它`);
    return line;
  });
  const words = (net.words.get(one.key) || []).map(([predicate, said]) => make("li", `${called(predicate)}：${clipped(said, 300)}`));
  list.append(...[...words, ...lines].slice(0, LISTED));
  const over = words.length + lines.length - LISTED;
  const close = make("button", "关闭", { type: "button", class: "plain" });
  close.addEventListener("click", () => select(-1));
  const acts = make("p", undefined, { class: "acts" });
  if (address) acts.append(make("a", "打开它的页面", { href: address, class: "plain" }));
  acts.append(close);
  return [head, list, ...(over > 0 ? [make("p", `另有${over}条，见下表。`, { class: "caption" })] : []), acts];
};

// A mouse drags the picture; touch and keys scroll it as anything else.
const dragged = (pane, none) => {
  let from = null, moved = false;
  pane.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    from = [event.clientX + pane.scrollLeft, event.clientY + pane.scrollTop];
    moved = false;
  });
  pane.addEventListener("pointermove", (event) => {
    if (!from || !(event.buttons & 1)) { from = null; return; }
    moved = moved || Math.hypot(from[0] - pane.scrollLeft - event.clientX, from[1] - pane.scrollTop - event.clientY) > 4;
    pane.scrollLeft = from[0] - event.clientX;
    pane.scrollTop = from[1] - event.clientY;
  });
  pane.addEventListener("click", () => { if (!moved) none(); from = null; });
};
