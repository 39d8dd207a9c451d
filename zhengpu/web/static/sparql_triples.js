// Triples out of N-Triples text, in the shape of the rows of a SELECT.

const TRIPLE = /^(?:<([^>]*)>|_:(\S+))\s+<([^>]*)>\s+(?:<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?)\s*\.\s*$/;
const SIGNS = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };
const plain = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, sign) =>
  four || eight ? String.fromCodePoint(Math.min(parseInt(four || eight, 16), 0x10ffff)) : SIGNS[sign] || sign);
const thing = (iri, blank) => iri !== undefined ? { type: "uri", value: plain(iri) } : { type: "bnode", value: blank };

export const COLUMNS = ["主语", "谓语", "宾语"];

export const triplesOf = (text) => {
  const rows = [];
  for (const line of text.split("\n")) {
    const found = TRIPLE.exec(line);
    if (!found) continue;
    const [, subject, blank, predicate, iri, other, words, language, datatype] = found;
    const object = words === undefined ? thing(iri, other) : { type: "literal", value: plain(words), ...(language && { "xml:lang": language }), ...(datatype && { datatype: plain(datatype) }) };
    rows.push({ [COLUMNS[0]]: thing(subject, blank), [COLUMNS[1]]: { type: "uri", value: plain(predicate) }, [COLUMNS[2]]: object });
  }
  return rows;
};

// Whether rows of three columns say subject, predicate and object.
export const areTriples = (columns, rows) => {
  const [subject, predicate, object] = columns;
  return columns.length === 3 && rows.length > 0 && rows.every((row) => row[subject] && row[subject].type !== "literal" && row[predicate] && row[predicate].type === "uri" && row[object]);
};
