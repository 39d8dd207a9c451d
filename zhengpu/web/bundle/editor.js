// YASQE as the query box of the SPARQL page: in Chinese, silent towards other hosts, and with the graph's own names to complete.
// It takes the place of a <textarea>, which keeps the text as well; `sparql_plain.js` has the same face without any of this.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";
import { enough, lineOf, offersFor, wordAt, written } from "../static/sparql_words.js";
import { firstFault } from "./faults.js";

const PAUSE = 120, IDLE = 700, GUTTER = "gutterErrorBar";

export const mount = (box, { run, tell, prefixes }) => {
  const holder = box.parentElement, label = document.querySelector(`label[for="${box.id}"]`);
  // Only our own names and prefixes: the package's other completers ask prefix.cc and Linked Open Vocabularies.
  const listed = [...prefixes].map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "declared", get: () => listed, onInitialize: undefined, persistenceId: null }, false);
  Yasqe.defaults.autocompleters = ["variables", "declared"];
  box.hidden = true;
  const yasqe = new Yasqe(holder, {
    value: box.value,
    createShareableLink: null,
    consumeShareLink: null,
    persistenceId: null,
    showQueryButton: false,
    resizeable: false,
    syntaxErrorCheck: false,  // its messages are English and styled in a way our policy forbids: see `check`
    editorHeight: "auto",
    requestConfig: { endpoint: "/sparql" },
    screenReaderLabel: label ? label.textContent : "",
    phrases: { "Unfold": "展开" },
    extraKeys: {
      "Ctrl-Enter": () => run(),
      "Cmd-Enter": () => run(),
      "Ctrl-Space": () => { yasqe.autocomplete(); offer(true); },
      "Ctrl-S": false,
      Tab: (cm) => cm.somethingSelected() ? cm.indentSelection("add") : cm.execCommand("insertSoftTab"),
      Esc: () => release(true),
    },
  });
  const cm = yasqe.getDoc().getEditor(), doc = cm.getDoc();
  if (label) label.addEventListener("click", () => cm.focus());

  // ── leaving by keyboard: Escape gives Tab back to the page until anything else happens ──
  const free = { name: "free", Tab: false, "Shift-Tab": false };
  let freed = false;
  const release = (wanted) => {
    if (freed === wanted) return;
    freed = wanted;
    cm.removeKeyMap(free);
    if (wanted) { cm.addKeyMap(free); tell("再按 Tab 离开输入框"); }
  };
  cm.on("blur", () => release(false));
  cm.on("keydown", (_, event) => { if (!["Escape", "Tab", "Shift"].includes(event.key)) release(false); });

  // ── completion ──
  let waiting = 0, asked = 0, composing = false, own = null, wanted = false;  // wanted: asked for with Ctrl+Space, so Latin letters do, too
  const input = cm.getInputField();
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; setTimeout(declare); later(); });
  const shut = () => { asked += 1; if (own && cm.state.completionActive === own) own.close(); own = null; };
  const here = () => {
    if (doc.somethingSelected()) return null;
    const caret = doc.getCursor(), line = doc.getLine(caret.line), before = line.slice(0, caret.ch);
    const at = /^\s*prefix\b/i.test(line) ? null : wordAt(before);
    if (!at || at.variable) return null;
    if (!at.place && !at.quoted) {
      const { possibleNext } = cm.getTokenAt({ line: caret.line, ch: at.start }).state;
      at.place = possibleNext.includes("a") ? "relation" : possibleNext.includes("IRI_REF") ? "thing" : "";
    }
    return { ...at, caret, next: line[caret.ch] || "" };
  };
  const offer = async (force) => {
    clearTimeout(waiting);
    const at = here();
    if (composing || !at || !(force ? at.word || at.place : enough(at))) { shut(); return; }
    const mine = ++asked, found = await offersFor(at);
    const caret = doc.getCursor();
    if (mine !== asked || !cm.hasFocus() || caret.line !== at.caret.line || caret.ch !== at.caret.ch) return;
    const list = found.filter((one) => one.insert !== at.word).map((one) => ({
      text: written(one, at, at.next),
      render: (line) => line.append(...lineOf(one)),
    }));
    shut();
    if (!list.length || list.length < found.length) return;  // what is already written in full needs no list
    const from = { line: caret.line, ch: at.start };
    cm.showHint({ hint: () => ({ list, from, to: caret }), completeSingle: false, updateOnCursorActivity: false, container: yasqe.rootEl, completeOnSingleClick: true });
    own = cm.state.completionActive;
    wanted = force;
    named(own && own.widget);
    tell(`${list.length}个补全，↑↓选择，回车填入`);
  };
  const named = (widget) => { if (widget) { widget.hints.setAttribute("aria-label", "补全"); widget.hints.tabIndex = 0; } };  // it scrolls
  const later = () => { clearTimeout(waiting); waiting = setTimeout(() => offer(wanted), PAUSE); };
  cm.on("endCompletion", () => { wanted = false; });
  yasqe.on("autocompletionShown", (_, widget) => named(widget));
  cm.on("cursorActivity", () => { if (own && cm.state.completionActive === own) later(); });

  // ── prefixes: every query knows ours, but it should run elsewhere too, so what it uses is declared in it ──
  const declare = () => {
    const text = doc.getValue(), known = new Set([...text.matchAll(/\bprefix\s+([\w-]*):/gi)].map((found) => found[1]));
    const used = new Set();
    for (let line = 0; line < doc.lineCount(); line += 1) {
      for (const token of cm.getLineTokens(line)) if (token.type === "string-2") used.add(token.string.split(":")[0]);
    }
    const missing = [...used].filter((name) => prefixes.has(name) && !known.has(name)).sort();
    if (!missing.length) return;
    let line = 0;
    while (line < doc.lastLine() && doc.getLine(line).startsWith("#")) line += 1;
    doc.replaceRange(missing.map((name) => `PREFIX ${name}: <${prefixes.get(name)}>\n`).join(""), { line, ch: 0 }, undefined, "+declare");
  };

  // ── faults, marked where they stand ──
  const message = document.createElement("p");
  Object.assign(message, { className: "fault", hidden: true });
  message.setAttribute("role", "status");
  holder.append(message);
  let marks = [], idle = 0;
  const clear = () => { marks.forEach((mark) => mark.clear()); marks = []; cm.clearGutter(GUTTER); message.hidden = true; message.textContent = ""; };
  const mark = (line, from, to, said) => {
    clear();
    const sign = document.createElement("span");
    Object.assign(sign, { className: "faultsign", textContent: "!", title: said });
    cm.setGutterMarker(line, GUTTER, sign);
    marks.push(doc.markText({ line, ch: from }, { line, ch: Math.max(to, from + 1) }, { className: "faulty", attributes: { title: said }, clearOnEnter: false }));
  };
  const check = () => {
    clear();
    const fault = firstFault(cm);
    if (!fault) return;
    mark(fault.line, fault.from, fault.to, fault.said);
    message.textContent = `第${fault.line + 1}行第${Array.from(doc.getLine(fault.line).slice(0, fault.from)).length + 1}列：${fault.said}`;
    message.hidden = false;
  };

  const example = document.createElement("div");
  Object.assign(example, { className: "example", textContent: box.placeholder });
  example.setAttribute("aria-hidden", "true");
  yasqe.rootEl.append(example);
  const empty = () => { example.hidden = doc.getValue() !== ""; example.style.left = `${cm.getGutterElement().offsetWidth + 6}px`; };

  cm.on("changes", (_, changes) => {
    box.value = doc.getValue();
    empty();
    const origins = changes.map((change) => change.origin || "");
    if (!composing && changes.some((change) => change.text.some((line) => line.includes(":"))) && !origins.some((origin) => /^(undo|redo|\+declare)$/.test(origin))) declare();
    if (!composing && origins.some((origin) => /^(\+input|\+delete|\*compose|paste)$/.test(origin))) later();
    clearTimeout(idle);
    idle = setTimeout(() => composing || check(), IDLE);
  });
  holder.classList.add("yasqebox");
  declare();
  check();
  empty();

  return {
    text: () => doc.getValue(),
    set: (text) => { shut(); doc.setValue(text); clearTimeout(idle); check(); },
    focus: () => cm.focus(),
    close: shut,
    // Line and column as the service counts them: from 1, in code points.
    point: (line, column, said) => {
      const at = Math.min(line, doc.lineCount()) - 1, text = doc.getLine(at);
      const from = Array.from(text).slice(0, column - 1).join("").length;
      clearTimeout(idle);
      cm.focus();
      doc.setCursor({ line: at, ch: from });
      mark(at, from, from + 1, said || "");
    },
  };
};
