// A picture that leaves the page takes along what stood around it: its title, what its colours and signs mean, where it is from, and the day.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg", EDGE = 20, LEAST = 620, NAMED = 4;
  const shade = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (element) => element ? getComputedStyle(element).backgroundColor : "";

  // Texts and swatches around a picture so wide, as rows from the top and from the bottom.
  function around({ section, data }, inner) {
    const width = Math.max(inner, LEAST), pen = document.createElement("canvas").getContext("2d"), family = getComputedStyle(document.body).fontFamily;
    const font = (size, weight) => `${weight} ${size}px ${family}`;
    const wrapped = (text, size, weight) => {
      pen.font = font(size, weight);
      const lines = [""];
      for (const sign of text) {
        if (pen.measureText(lines[lines.length - 1] + sign).width > width - 2 * EDGE) lines.push("");
        lines[lines.length - 1] += sign;
      }
      return lines;
    };
    let y = EDGE;
    const parts = [], row = (text, size, weight, fill) => wrapped(text, size, weight).forEach((line) => {
      parts.push({ text: line, x: EDGE, y: y + size / 2, size, weight, fill });
      y += size * 1.5;
    });
    row(section.querySelector(".head h1,.head h2").textContent.trim(), 22, 700, shade("--fg"));
    const caption = section.querySelector(".head .caption").textContent.trim();
    if (caption) row(caption, 14, 400, shade("--soft"));
    // What is filtered away needs no explanation.
    const signs = [...section.querySelectorAll(".legend .chip,.groups li")].filter((one) => one.querySelector("input")?.checked !== false && !one.classList.contains("threshold")).map((one) => {
      const mark = one.querySelector(".mark"), dot = one.querySelector(".dot"), said = [...one.querySelectorAll("label")][0] || one;
      const text = [...said.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE || node.nodeName === "BDI").map((node) => node.textContent.trim()).join("");
      return { text, sign: mark ? mark.textContent.trim() : "", fill: mark ? getComputedStyle(mark).color : colour(dot) };
    });
    if (signs.length) {
      let x = EDGE;
      y += 4;
      pen.font = font(14, 400);
      for (const { text, sign, fill } of signs) {
        const room = 22 + pen.measureText(text).width + 18;
        if (x > EDGE && x + room > width - EDGE) { x = EDGE; y += 24; }
        if (sign) parts.push({ text: sign, x, y: y + 9, size: 14, weight: 400, fill });
        else parts.push({ x, y: y + 3, side: 12, fill });
        parts.push({ text, x: x + 20, y: y + 9, size: 14, weight: 400, fill: shade("--fg") });
        x += room;
      }
      y += 26;
    }
    const top = Math.ceil(y + 6), now = new Date();
    const from = data.documents.slice(0, NAMED).join("、") + (data.documents.length > NAMED ? `等${data.documents.length}份文件` : "");
    const source = `来源：${from || "图谱里的文件"}。政谱，${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日。`;
    const below = wrapped(source, 13, 400).map((text, at) => ({ text, x: EDGE, below: 14 + at * 19, size: 13, weight: 400, fill: shade("--soft") }));
    return { width, top, bottom: below.length * 19 + 16, parts, below, family, font, ground: getComputedStyle(document.documentElement).backgroundColor };
  }
  const placed = (frame, height) => [...frame.parts, ...frame.below.map((one) => ({ ...one, y: frame.top + height + one.below }))];

  function svg(view, inner) {
    const [width, height] = ["width", "height"].map((side) => parseFloat(inner.getAttribute(side))), frame = around(view, width);
    const part = (tag, attributes, text) => {
      const element = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const outer = part("svg", { xmlns: SVG, width: frame.width, height: frame.top + height + frame.bottom });
    outer.append(part("rect", { width: "100%", height: "100%", fill: frame.ground }));
    inner.setAttribute("y", frame.top);
    outer.append(inner);
    for (const one of placed(frame, height)) outer.append(one.side
      ? part("rect", { x: one.x, y: one.y, width: one.side, height: one.side, fill: one.fill })
      : part("text", { x: one.x, y: one.y, "dominant-baseline": "central", "font-family": frame.family, "font-size": one.size, "font-weight": one.weight, fill: one.fill }, one.text));
    return outer;
  }

  // `scale`: how many points of the canvas make one of the page.
  function canvas(view, inner, scale) {
    const height = inner.height / scale, frame = around(view, inner.width / scale), outer = document.createElement("canvas"), pen = outer.getContext("2d");
    [outer.width, outer.height] = [frame.width * scale, (frame.top + height + frame.bottom) * scale].map(Math.ceil);
    pen.fillStyle = frame.ground;
    pen.fillRect(0, 0, outer.width, outer.height);
    pen.drawImage(inner, 0, Math.round(frame.top * scale));
    pen.scale(scale, scale);
    pen.textBaseline = "middle";
    for (const one of placed(frame, height)) {
      pen.fillStyle = one.fill;
      pen.font = one.side ? pen.font : frame.font(one.size, one.weight);
      if (one.side) pen.fillRect(one.x, one.y, one.side, one.side); else pen.fillText(one.text, one.x, one.y);
    }
    return outer;
  }
  window.zhengpu.framing = { svg, canvas };
})();
