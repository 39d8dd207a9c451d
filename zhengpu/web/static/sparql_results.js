// Results of a query on the page: cells that call things by their names and lead to them, the table, the bar chart.

const XSD = "http://www.w3.org/2001/XMLSchema#", NS = "https://w3id.org/zhengpu/ns#", SVG = "http://www.w3.org/2000/svg";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name));
const PAGE = 300, BARS = 40, ASKED = 400;

export const make = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
export const part = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};
export const clipped = (text, most) => { const letters = Array.from(text); return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text; };

// A button that saves a drawing as it looks now: colours and letters come out of the style sheet into the file.
const LOOK = ["fill", "stroke", "stroke-width", "stroke-linejoin", "paint-order", "opacity", "font-size", "font-family", "text-anchor"];
export const saver = (drawing, name) => {
  const made = make("button", "存为 SVG", { type: "button", class: "plain" });
  made.addEventListener("click", () => {
    const copy = drawing.cloneNode(true), own = [drawing, ...drawing.querySelectorAll("*")], copied = [copy, ...copy.querySelectorAll("*")];
    own.forEach((one, i) => {
      const look = getComputedStyle(one);
      copied[i].removeAttribute("class");
      if (look.display === "none" && one.tagName !== "title") copied[i].setAttribute("display", "none");
      for (const property of LOOK) copied[i].setAttribute(property, look.getPropertyValue(property));
    });
    const [x, y, width, height] = drawing.getAttribute("viewBox").split(" ");
    for (const [key, value] of [["width", width], ["height", height], ["xmlns", SVG]]) copy.setAttribute(key, value);
    copy.prepend(part("rect", { x, y, width, height, fill: getComputedStyle(document.documentElement).getPropertyValue("--bg") || "#fff" }));
    const text = new XMLSerializer().serializeToString(copy), address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    make("a", "", { href: address, download: `${name}.svg` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  return made;
};

// What IRIs are called: asked of the service once for each.
export class Names {
  constructor(base, prefixes) { this.base = base; this.prefixes = prefixes; this.known = new Map(); this.turn = Promise.resolve(); }

  // One asker after the other: what one is still waiting for, the next need not ask again.
  learn(iris) { const wanted = [...iris]; this.turn = this.turn.then(() => this.#ask(wanted)); return this.turn; }

  async #ask(iris) {
    const fresh = [...new Set(iris)].filter((iri) => !this.known.has(iri) && iri.length <= 4000);
    for (let from = 0; from < fresh.length; from += ASKED) {
      const asked = fresh.slice(from, from + ASKED);
      const reply = await fetch("/api/sparql/names", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ iris: asked }) }).catch(() => null);
      if (!reply || !reply.ok) return;
      const found = new Map((await reply.json()).map((one) => [one.iri, one]));
      for (const iri of asked) this.known.set(iri, found.get(iri) || null);
    }
  }

  of(iri) { return this.known.get(iri) || null; }

  // The short form of an IRI, and where a click on it leads; nothing but the web's own schemes is ever a link.
  shown(iri) {
    if (iri.startsWith(`${this.base}id/`)) return { text: iri.slice(this.base.length + 3), address: "/" + encodeURI(iri.slice(this.base.length)).replace(/[?#]/g, encodeURIComponent) };
    if (iri.startsWith(NS)) return { text: `zp:${iri.slice(NS.length)}`, address: `/ns#${encodeURIComponent(iri.slice(NS.length))}` };
    const [prefix, start] = [...this.prefixes].find(([, begin]) => iri.startsWith(begin)) || ["", ""];
    const text = prefix ? `${prefix}:${iri.slice(start.length)}` : iri;
    return /^https?:\/\/[^\s/]/i.test(iri) ? { text, address: iri, away: true } : { text, address: "" };
  }

  label(iri) { const found = this.of(iri); return found ? found.label : this.shown(iri).text; }
}

const link = (names, iri) => {
  const { text, address, away } = names.shown(iri);
  const made = address ? make("a", text, { href: address, title: iri, ...(away && { target: "_blank", rel: "noreferrer noopener", class: "away" }) }) : make("span", text, { title: iri });
  made.dataset.iri = iri;
  return made;
};
// Terms keep their written form beside the name: that is what one writes into a query.
const call = (made, names) => {
  const found = names.of(made.dataset.iri);
  if (!found || made.dataset.called) return;
  made.dataset.called = "yes";
  if (found.look && /^(class|relation)$/.test(found.sort)) made.after(make("span", ` ${found.label}`, { class: "called" }));
  else made.textContent = found.label;
};
const cell = (names, value) => {
  const made = make("td");
  if (!value) return made;
  if (value.type === "uri") made.append(link(names, value.value));
  else if (value.type === "triple") made.textContent = JSON.stringify(value.value);
  else made.textContent = value.type === "bnode" ? `_:${value.value}` : value.value;
  if (NUMBERS.has(value.datatype)) made.className = "number";
  return made;
};

// The rows as a table that grows by a page at a time through the button `more`.
export const table = (names, columns, rows, more) => {
  const made = make("table", undefined, { class: "rows" }), head = make("thead"), body = make("tbody"), line = make("tr");
  const numbers = new Set(columns.filter((name) => rows.length && NUMBERS.has((rows[0][name] || {}).datatype)));
  line.append(...columns.map((name) => make("th", name, numbers.has(name) ? { scope: "col", class: "number" } : { scope: "col" })));
  head.append(line); made.append(head, body);
  let done = 0;
  const add = () => {
    const fresh = rows.slice(done, done + PAGE).map((row) => { const one = make("tr"); one.append(...columns.map((name) => cell(names, row[name]))); return one; });
    body.append(...fresh);
    done = Math.min(rows.length, done + PAGE);
    more.hidden = done >= rows.length;
    more.textContent = `再显示${Math.min(PAGE, rows.length - done)}行（已显示${done}行，共${rows.length}行）`;
    const links = fresh.flatMap((one) => [...one.querySelectorAll("[data-iri]")]);
    names.learn(links.map((one) => one.dataset.iri)).then(() => links.forEach((one) => call(one, names)));
  };
  more.onclick = add;
  add();
  return made;
};

// One column of names and one of numbers as bars; null for anything else.
export const chart = async (names, columns, rows, width) => {
  const bound = (name) => rows.map((row) => row[name]).filter(Boolean);
  const numbers = columns.filter((name) => bound(name).length && bound(name).every((value) => NUMBERS.has(value.datatype)));
  const called = columns.filter((name) => !numbers.includes(name) && bound(name).length && bound(name).every((value) => value.type === "literal" || value.type === "uri"));
  if (columns.length !== 2 || numbers.length !== 1 || called.length !== 1 || rows.length < 2) return null;
  const shown = rows.slice(0, BARS);
  await names.learn(shown.map((row) => row[called[0]]).filter((value) => value && value.type === "uri").map((value) => value.value));
  const said = (value) => !value ? "" : value.type === "uri" ? names.label(value.value) : value.value;
  const bars = shown.map((row) => ({ name: said(row[called[0]]), value: Number((row[numbers[0]] || {}).value || 0) }));
  if (bars.some((bar) => !Number.isFinite(bar.value) || bar.value < 0)) return null;
  const left = Math.min(220, width * 0.4), most = Math.max(...bars.map((bar) => bar.value)) || 1, fits = Math.floor((left - 12) / 14);
  const picture = part("svg", { width, height: bars.length * 26 + 6, viewBox: `0 0 ${width} ${bars.length * 26 + 6}`, role: "img", "aria-label": `条形图：${called[0]}与${numbers[0]}，数字见下表` });
  bars.forEach((bar, i) => {
    const long = Math.max(2, bar.value / most * (width - left - 64)), y = i * 26 + 4;
    picture.append(
      part("text", { x: left - 8, y: y + 15, "text-anchor": "end" }, clipped(bar.name, fits)),
      part("rect", { x: left, y, width: long, height: 20, rx: 3 }),
      part("text", { x: left + long + 6, y: y + 15 }, String(bar.value)),
    );
  });
  const below = make("p", rows.length > BARS ? `图中只有前${BARS}行。` : "", { class: "caption" });
  below.append(saver(picture, "条形图"));
  return [picture, below];
};
