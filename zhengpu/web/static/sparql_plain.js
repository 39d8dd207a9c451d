// The query's plain text box with completion: what the SPARQL page has where its editor was not built, or does not start.

import { enough, lineOf, offersFor, wordAt, written } from "./sparql_words.js";

export const mount = (box, { run, tell }) => {
  const list = document.createElement("ul");
  Object.assign(list, { id: "completions", hidden: true, tabIndex: 0 });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "补全");
  box.after(list);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", "completions"]]) box.setAttribute(name, value);

  let chosen = -1, asked = 0, waiting = 0, offered = [];
  const close = () => { list.hidden = true; list.replaceChildren(); offered = []; chosen = -1; asked += 1; box.removeAttribute("aria-activedescendant"); };
  const here = () => box.selectionStart === box.selectionEnd ? wordAt(box.value.slice(0, box.selectionStart)) : null;
  const choose = (index) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    const at = here(), one = offered[index];
    close();
    if (!at || !one) return;
    box.setRangeText(written(one, at, box.value[box.selectionStart]), at.start, box.selectionStart, "end");
    box.focus();
  };
  const suggest = (force) => {
    clearTimeout(waiting);
    const at = here();
    if (!at || at.variable || !(force ? at.word || at.place : enough(at))) return close();
    const mine = ++asked;
    waiting = setTimeout(async () => {
      const found = await offersFor(at);
      if (mine !== asked || document.activeElement !== box) return;
      offered = found;
      chosen = -1; box.removeAttribute("aria-activedescendant");
      list.replaceChildren(...offered.map((one, i) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `c${i}`, role: "option" });
        option.setAttribute("aria-selected", "false");
        option.append(...lineOf(one));
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
        return option;
      }));
      list.hidden = !offered.length;
      tell(offered.length ? `${offered.length}个补全` : "");
    }, 120);
  };
  box.addEventListener("input", (event) => event.isComposing || suggest(false));
  box.addEventListener("compositionend", () => suggest(false));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;  // half-typed pinyin belongs to the input method
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); return; }
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); suggest(true); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1)); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(chosen); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });

  return {
    text: () => box.value,
    set: (text) => { box.value = text; close(); },
    focus: () => box.focus(),
    close,
    // Line and column as the service counts them: from 1, in code points.
    point: (line, column) => {
      const lines = box.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Array.from(lines[line - 1] || "").slice(0, column - 1).join("").length;
      box.focus();
      box.setSelectionRange(start, Math.min(start + 1, box.value.length));
      box.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(box).lineHeight));
    },
  };
};
