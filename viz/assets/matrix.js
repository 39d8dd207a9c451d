// The matrix by keyboard, under the pointer and on paper.
"use strict";
(() => {
  const { make } = window.zhengpu;

  // The matrix is one stop of the Tab key: the arrow keys go from mark to mark and on to the heads, Home and End along a row.
  function roving(table) {
    const first = table.querySelector(".mark") || table.querySelector("button");
    table.querySelectorAll("button").forEach((button) => { button.tabIndex = button === first ? 0 : -1; });
    table.addEventListener("focusin", (event) => {
      if (!event.target.matches("button")) return;
      table.querySelectorAll('button[tabindex="0"]').forEach((button) => { button.tabIndex = -1; });
      event.target.tabIndex = 0;
    });
  }
  const seen = (cell) => [...(cell ? cell.querySelectorAll("button") : [])].filter((button) => button.offsetParent !== null);
  function arrows(event) {
    const button = event.target.closest(".matrix button"), cell = button && button.closest("td,th"), row = cell && cell.parentElement;
    if (!button) return;
    const along = (from, step) => { for (let next = from; next; next = next[step]) if (seen(next).length) return seen(next)[0]; };
    const rows = [row.closest("table").querySelector("tr.tasks"), ...row.closest("table").tBodies[0].rows];
    const down = (step) => {
      const inside = seen(cell), beside = inside[inside.indexOf(button) + step];
      if (beside) return beside;
      for (let at = rows.indexOf(row) + step; at >= 0 && at < rows.length; at += step) {
        const there = seen(rows[at].children[cell.cellIndex]);
        if (there.length) return there[step > 0 ? 0 : there.length - 1];
      }
    };
    const ways = {
      ArrowLeft: () => along(cell.previousElementSibling, "previousElementSibling"),
      ArrowRight: () => along(cell.nextElementSibling, "nextElementSibling"),
      ArrowUp: () => down(-1),
      ArrowDown: () => down(1),
      Home: () => along(row.firstElementChild, "nextElementSibling"),
      End: () => along(row.lastElementChild, "previousElementSibling"),
    };
    if (!ways[event.key]) return;
    event.preventDefault();
    const next = ways[event.key]();
    if (next) next.focus();
  }
  // The column under the pointer is shaded with its head.
  function cross(table) {
    const heads = table.querySelector("tr.tasks");
    let last = null;
    table.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("td,th");
      if (!cell || cell.parentElement.matches(".sections,.documents")) return;
      const head = heads.children[cell.cellIndex];
      if (head === last) return;
      if (last) last.classList.remove("cross");
      last = head && cell.cellIndex > 1 ? head : null;
      if (last) last.classList.add("cross");
    });
  }

  // A matrix wider than the paper is printed in pieces side by side, each with the names of the units; a piece ends where a part of a plan does.
  const ON_PAPER = 62, SOONER = 12;
  function inPieces(table) {
    const columns = table.tHead.querySelector("tr.tasks").cells.length - 2;
    if (columns <= ON_PAPER) return;
    const heads = [...table.tHead.querySelector("tr.tasks").cells].slice(2), cuts = [0];
    while (columns - cuts[cuts.length - 1] > ON_PAPER) {
      let cut = cuts[cuts.length - 1] + ON_PAPER;
      for (let at = cut; at > cut - SOONER; at -= 1) if (heads[at].classList.contains("edge")) { cut = at; break; }
      cuts.push(cut);
    }
    cuts.push(columns);
    cuts.slice(1).forEach((end, piece) => {
      const begin = cuts[piece], part = table.cloneNode(false), head = make("thead"), body = make("tbody");
      for (const row of table.tHead.rows) head.append(cutRow(row, begin, end));
      for (const row of table.tBodies[0].rows) body.append(cutRow(row, begin, end));
      part.classList.add("piece");
      part.append(make("caption", "", `第${piece + 1}张，共${cuts.length - 1}张：第${begin + 1}–${end}列，共${columns}列`), head, body);
      table.parentElement.insertBefore(part, table);
    });
    table.classList.add("in-pieces");
  }
  function cutRow(row, begin, end) {
    const copy = row.cloneNode(false);
    let at = -2;
    for (const cell of row.cells) {
      const from = at, to = (at += cell.colSpan);
      if (to <= 0) copy.append(cell.cloneNode(true));
      else if (from < end && to > begin) {
        const kept = cell.cloneNode(true);
        kept.colSpan = Math.min(to, end) - Math.max(from, begin);
        // A head that is repeated on the next sheet shows no buttons.
        if (row.parentElement.tagName === "THEAD") kept.querySelectorAll("button").forEach((button) => { const plain = make("div"); plain.append(...button.childNodes); button.replaceWith(plain); });
        copy.append(kept);
      }
    }
    return copy;
  }
  addEventListener("beforeprint", () => document.querySelectorAll("table.matrix:not(.in-pieces):not(.piece)").forEach(inPieces));
  addEventListener("afterprint", () => {
    document.querySelectorAll("table.piece").forEach((piece) => piece.remove());
    document.querySelectorAll("table.in-pieces").forEach((table) => table.classList.remove("in-pieces"));
  });
  window.zhengpu.matrix = { arrows, start: (table) => { cross(table); roving(table); } };
})();
