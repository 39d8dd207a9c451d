// What is being written before the caret of a query, and what the graph offers for it. Both text boxes of the SPARQL page use it.

const WORD = /[\p{L}\p{N}_:〔〕（）-]*$/u;

// The unfinished word at the end of `before`, the quote it stands behind, and what is expected there; null inside a comment.
export const wordAt = (before) => {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (/(^|\s)#/.test(line.replace(/<[^>]*>|"[^"]*"/g, ""))) return null;
  const word = WORD.exec(before)[0], start = before.length - word.length, sign = before[start - 1] || "";
  return {
    word, start,
    quoted: sign === '"' || sign === "'" ? sign : "",
    variable: sign === "?" || sign === "$",
    place: /(^|[\s;])a\s+$/.test(before.slice(0, start)) ? "class" : "",
  };
};

// Whether enough is written to offer something unasked.
export const enough = (at) => /[^\x00-\x7f]/.test(at.word) || /:/.test(at.word) || (at.word.length > 2 && at.quoted);

export const offersFor = async (at) => {
  const asked = new URLSearchParams({ q: at.word.slice(0, 60), ...(at.place && { first: at.place }), ...(!at.word && { limit: 50 }) });
  const reply = await fetch(`/api/sparql/complete?${asked}`).catch(() => null);
  if (!reply || !reply.ok) return [];
  const found = await reply.json();
  return at.quoted ? found.filter((one) => one.insert.startsWith("<")) : found;
};

// What an offer puts into the query. Inside a string the name itself is wanted, and labels carry their language.
export const written = (one, at, next) => {
  if (!at.quoted) return `${one.insert} `;
  return one.label.replace(/["\\]/g, "\\$&") + (next === at.quoted ? "" : `${at.quoted}@zh `);
};

// An offer as the list shows it: its name, and what it is.
export const lineOf = (one) => {
  const name = document.createElement("b"), about = document.createElement("span");
  const sort = { class: "类别", relation: "关系" }[one.sort] || one.sort;
  name.textContent = one.label;
  about.textContent = one.insert.startsWith("<") ? sort : `${one.insert} · ${sort}`;
  return [name, about];
};
