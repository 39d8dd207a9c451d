// The first place where a query stops being SPARQL, told in Chinese.

const KINDS = new Map([
  ["VAR1", "变量（?名称）"], ["VAR2", "变量（?名称）"], ["IRI_REF", "<网址>"], ["PNAME_LN", "名称（如 zp:leads）"], ["PNAME_NS", "名称（如 zp:leads）"],
  ["STRING_LITERAL1", "文字"], ["STRING_LITERAL2", "文字"], ["STRING_LITERAL_LONG1", "文字"], ["STRING_LITERAL_LONG2", "文字"],
  ["INTEGER", "数"], ["DECIMAL", "数"], ["DOUBLE", "数"], ["TRUE", "数"], ["FALSE", "数"], ["BLANK_NODE_LABEL", "空白节点"], ["ANON", "空白节点"], ["NIL", "()"],
  ["LANGTAG", "@语言"], ["$", "结尾"],
]);
const SIGNED = /^(INTEGER|DECIMAL|DOUBLE)_(POSITIVE|NEGATIVE)$/;
const PUNCTUATION = new Map([["；", ";"], ["。", "."], ["，", ","], ["、", ","], ["（", "("], ["）", ")"], ["“", "\""], ["”", "\""], ["‘", "'"], ["’", "'"], ["｛", "{"], ["｝", "}"], ["？", "?"], ["：", ":"], ["《", "<"], ["》", ">"], ["　", " "]]);
const SHOWN = 8;

const expected = (possible) => {
  const names = [...new Set(possible.filter((one) => !SIGNED.test(one)).map((one) => KINDS.get(one) || one))];
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join("  ")} 等` : names.join("  ");
};

const told = (token) => {
  const { errorMsg, possibleCurrent } = token.state, first = Array.from(token.string)[0] || "";
  if (errorMsg) return `前缀“${token.string.split(":")[0]}:”没有声明`;
  if (PUNCTUATION.has(first)) return `“${first}”是中文标点，请改成英文的“${PUNCTUATION.get(first)}”`;
  if (/\p{Script=Han}/u.test(first)) return "这里的中文不是 SPARQL：按 Ctrl+空格 从补全里选一个名称，或者写成带引号的文字";
  if (first === '"' || first === "'") return "引号没有配对";
  const wanted = expected(possibleCurrent);
  return `这里不能写“${token.string.slice(0, 40)}”${wanted ? `，可以写：${wanted}` : ""}`;
};

// { line, from, to, said } with line and characters counted from 0 as the editor does; null for a query without fault so far.
export const firstFault = (cm) => {
  for (let line = 0; line < cm.lineCount(); line += 1) {
    if (cm.getTokenAt({ line, ch: cm.getLine(line).length }, true).state.OK) continue;
    const token = cm.getLineTokens(line, true).find((one) => !one.state.OK);
    if (!token) return null;
    return { line, from: token.start, to: token.end, said: told(token) };
  }
  return null;
};
