// The SPARQL page: running against /sparql, the result as table, chart or picture, links, downloads, a query said in Chinese.
// The query stands in the address. The text box comes from the module the page names: the bundled editor, or the plain box.

import { mount as mountPlain } from "./sparql_plain.js";
import { Names, chart, make, table } from "./sparql_results.js";
import { COLUMNS, areTriples, triplesOf } from "./sparql_triples.js";

const LONGEST_LINK = 8000, LONGEST_TEXT = 200000;
const at = (id) => document.getElementById(id);
const root = at("sparql"), form = at("editor"), box = at("query"), said = at("said");
const prefixes = new Map([...document.querySelector(".prefixes").textContent.matchAll(/PREFIX (\w+): <([^>]+)>/g)].map((found) => [found[1], found[2]]));
const names = new Names(root.dataset.base, prefixes);
const tell = (text) => { said.textContent = text; };

const given = new URL(location.href).searchParams.get("query");
if (given) box.value = given.trimEnd();
const tools = { run: () => form.requestSubmit(), tell, prefixes };
const bundled = root.dataset.editor ? await import(root.dataset.editor).catch(() => null) : null;
const editor = bundled ? bundled.mount(box, tools) : mountPlain(box, tools);
root.dataset.ready = bundled ? "bundled" : "plain";

let running = null;
const link = (text = editor.text()) => { const address = `${location.origin}/sparql?query=${encodeURIComponent(text)}`; return address.length <= LONGEST_LINK ? address : ""; };
const posted = (query, extra, accept, signal) => fetch("/sparql", { method: "POST", headers: { Accept: accept }, body: new URLSearchParams({ query, ...extra }), signal });
const reset = () => {
  for (const id of ["cut", "trouble", "downloads", "chart", "further", "source"]) at(id).hidden = true;
  for (const id of ["summary", "limits", "cut", "trouble", "chart", "rows", "turtle"]) at(id).replaceChildren();
  at("source").open = false;
  at("outcome").hidden = false;
};
const point = (problem) => { if (problem.line && problem.column) editor.point(problem.line, problem.column, problem.title); };
const told = async (reply) => {
  const problem = await reply.json().catch(() => ({ title: "没有得到结果", detail: `服务的回答是 ${reply.status}` }));
  at("trouble").replaceChildren(make("b", problem.title || "查询没有成功"), make("pre", problem.detail || ""));
  at("trouble").hidden = false;
  at("summary").textContent = "查询没有成功";
  point(problem);
};
const limits = (reply) => {
  const held = Object.fromEntries((reply.headers.get("Zhengpu-Limits") || "").split(";").map((one) => one.trim().split("=")));
  if (held.rows) at("limits").textContent = `限额：${held.seconds}秒、${held.rows}行、${Math.round(held.bytes / 1048576)} MB。`;
};
const downloads = (sort, query) => {
  const short = link(query);
  at("downloads").hidden = false;
  for (const one of at("downloads").querySelectorAll("a")) {
    one.hidden = one.dataset.sort !== sort;
    one.download = `查询结果.${one.dataset.ending}`;
    one.href = short ? `/sparql?${new URLSearchParams({ query, format: one.dataset.format })}` : "/sparql";
    one.onclick = short ? null : async (event) => {  // too long for an address
      event.preventDefault();
      const reply = await posted(query, { format: one.dataset.format }, "*/*").catch(() => null);
      if (!reply || !reply.ok) { tell("没有下载成功"); return; }
      const made = make("a", "", { href: URL.createObjectURL(await reply.blob()), download: one.download });
      made.click();
      setTimeout(() => URL.revokeObjectURL(made.href), 1000);
    };
  }
};
const announce = (note) => { at("cut").textContent = note; at("cut").hidden = false; };

// Rows as a table, and as the picture they allow.
const show = async (columns, rows, mine) => {
  if (!rows.length) return;
  at("rows").append(table(names, columns, rows, at("further")));
  const place = at("chart");
  const bars = await chart(names, columns, rows, Math.max(280, at("outcome").clientWidth));
  if (mine.signal.aborted) return;
  if (bars) { place.replaceChildren(...bars); place.hidden = false; return; }
  if (!areTriples(columns, rows)) return;
  const { picture } = await import("./sparql_picture.js");
  const net = await picture(columns, rows, names);
  if (!net || mine.signal.aborted) return;
  place.replaceChildren(net.made);
  place.hidden = false;
  net.begin();
};

const TURTLE = "text/turtle";
at("source").addEventListener("toggle", async () => {
  const place = at("turtle"), query = at("source").dataset.query;
  if (!at("source").open || place.textContent) return;
  place.textContent = "正在取…";
  const reply = await posted(query, {}, TURTLE).catch(() => null);
  const text = reply && reply.ok ? await reply.text() : "没有取到，请再试一次。";
  if (at("source").dataset.query !== query) return;
  place.textContent = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}\n…（这里只显示开头一部分，全部请下载）` : text;
});

const run = async () => {
  const query = editor.text();
  if (!query.trim()) { tell("请先写一个查询"); editor.focus(); return; }
  if (running) running.abort();
  const mine = running = new AbortController(), began = performance.now();
  editor.close(); reset(); tell("");
  at("stop").hidden = false; at("outcome").setAttribute("aria-busy", "true"); at("summary").textContent = "正在查询…";
  history.replaceState(null, "", link(query) || "/sparql");
  try {
    const reply = await posted(query, {}, "application/sparql-results+json, application/n-triples;q=0.9", mine.signal);
    limits(reply);
    if (!reply.ok) { await told(reply); return; }
    const truncated = reply.headers.get("Zhengpu-Truncated"), isTable = (reply.headers.get("Content-Type") || "").includes("json");
    const result = isTable ? await reply.json() : triplesOf(await reply.text());
    if (mine.signal.aborted) return;
    const taken = `（${((performance.now() - began) / 1000).toFixed(2)}秒）`;
    if (!isTable) {
      at("summary").textContent = result.length ? `${result.length}条三元组${taken}` : `没有符合条件的三元组${taken}`;
      at("source").dataset.query = query;
      at("source").hidden = !result.length;
    } else if (result.boolean !== undefined) at("summary").textContent = (result.boolean ? "是" : "否") + taken;
    else at("summary").textContent = result.results.bindings.length ? `${result.results.bindings.length}行${taken}` : `没有符合条件的行${taken}`;
    if (truncated) announce(result.truncated ? result.truncated.note : `结果已截断：${truncated}`);
    downloads(isTable ? "table" : "graph", query);
    if (!isTable) await show(COLUMNS, result, mine);
    else if (result.results) await show(result.head.vars, result.results.bindings, mine);
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
  if (!address) { tell("查询太长，放不进链接"); return; }
  history.replaceState(null, "", address);
  const copied = navigator.clipboard ? await navigator.clipboard.writeText(address).then(() => true, () => false) : false;
  tell(copied ? "链接已复制" : "链接就是地址栏里的地址");
});
at("explain").addEventListener("click", async () => {
  const place = at("explanation"), query = editor.text();
  if (!query.trim()) { tell("请先写一个查询"); editor.focus(); return; }
  const reply = await fetch("/api/sparql/explain", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) }).catch(() => null);
  place.hidden = false;
  if (!reply || !reply.ok) {
    const problem = reply ? await reply.json().catch(() => ({})) : {};
    place.replaceChildren(make("b", problem.title || "说明不了"), make("pre", problem.detail || "没有得到回答"));
    point(problem);
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
  editor.set(new URL(one.href).searchParams.get("query").trimEnd());
  at("explanation").hidden = true;
  form.scrollIntoView({ block: "start" });
  run();
});

if (given) run();
