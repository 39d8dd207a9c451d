// Pictures that leave the page, as SVG or PNG: what is drawn is copied, what is made of tables and lists is drawn again.
"use strict";
(() => {
  const { make, drawn, SVG } = window.zhengpu;
  const ground = () => getComputedStyle(document.documentElement).backgroundColor;
  // What stands in a picture made of tables and lists: boxes, texts and small drawings, where they stand on the page; in pieces, so that the
  // page goes on living. `told` gets the share that is done.
  async function pieces(root, told) {
    const [left, top] = [root.scrollLeft, root.scrollTop];
    root.scrollTo(0, 0); // heads that stick to the edge stand in their own place again
    const frame = root.getBoundingClientRect(), elements = [...root.querySelectorAll("*")], found = [];
    let since = performance.now();
    for (let at = 0; at < elements.length; at += 1) {
      piece(elements[at], frame, found);
      if (performance.now() - since < SLICE) continue;
      told(at / elements.length);
      await pause();
      since = performance.now();
    }
    const size = { width: Math.ceil(root.scrollWidth), height: Math.ceil(root.scrollHeight) };
    root.scrollTo(left, top);
    return { ...size, found };
  }
  const SLICE = 40, pause = () => new Promise((done) => setTimeout(done));
  function piece(element, frame, found) {
    if (element instanceof SVGElement && element.ownerSVGElement) return;
    const box = element.getBoundingClientRect();
    if (!box.width) return;
    const look = getComputedStyle(element), x = box.left - frame.left, y = box.top - frame.top;
    if (look.visibility === "hidden") return;
    if (element instanceof SVGElement) return void found.push({ x, y, svg: copied(element), width: box.width, height: box.height });
    const filled = look.backgroundColor !== "rgba(0, 0, 0, 0)", framed = look.borderBottomWidth !== "0px" && element.matches("td,th,.card,.tag");
    if (filled || framed) found.push({ x, y, width: box.width, height: box.height, fill: filled ? look.backgroundColor : "", stroke: framed ? look.borderBottomColor : "" });
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE && child.data.trim()) texts(child, look, frame, found);
  }
  function asSvg({ width, height, found }) {
    const svg = backed(drawn("svg", { xmlns: SVG, width, height }));
    for (const one of found) {
      if (one.svg) { one.svg.setAttribute("x", one.x); one.svg.setAttribute("y", one.y); svg.append(one.svg); }
      else if (one.text === undefined) svg.append(drawn("rect", { x: one.x, y: one.y, width: one.width, height: one.height, fill: one.fill || "none", stroke: one.stroke || "none" }));
      else svg.append(drawn("text", { x: one.x, y: one.y, fill: one.fill, "font-family": one.family, "font-size": one.size, "font-weight": one.weight,
        ...(one.upright ? { "writing-mode": "vertical-rl" } : { "dominant-baseline": "central" }) }, one.text));
    }
    return svg;
  }
  async function asCanvas({ width, height, found }) {
    const canvas = make("canvas"), scale = scaled(width, height), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [width * scale, height * scale];
    pen.scale(scale, scale);
    pen.fillStyle = ground();
    pen.fillRect(0, 0, width, height);
    let since = performance.now();
    for (const one of found) {
      if (one.svg) pen.drawImage(await pictured(one.svg), one.x, one.y);
      else if (one.text === undefined) {
        if (one.fill) { pen.fillStyle = one.fill; pen.fillRect(one.x, one.y, one.width, one.height); }
        if (one.stroke) { pen.strokeStyle = one.stroke; pen.strokeRect(one.x, one.y, one.width, one.height); }
      } else {
        pen.fillStyle = one.fill;
        pen.font = `${one.weight} ${one.size} ${one.family}`;
        pen.textBaseline = one.upright ? "top" : "middle";
        pen.textAlign = one.upright ? "center" : "left";
        if (one.upright) [...one.text].forEach((sign, at) => pen.fillText(sign, one.x, one.y + at * parseFloat(one.size) * 1.02));
        else pen.fillText(one.text, one.x, one.y);
      }
      if (performance.now() - since > SLICE) { await pause(); since = performance.now(); }
    }
    return canvas;
  }
  // Twice as fine as the screen, as long as the browser can hold it.
  const scaled = (width, height) => Math.min(2, 12000 / Math.max(width, height), Math.sqrt(60e6 / (width * height)));
  const written = (svg) => new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  async function pictured(svg) {
    const image = new Image();
    image.src = URL.createObjectURL(written(svg));
    try { await image.decode(); } finally { setTimeout(() => URL.revokeObjectURL(image.src), 1000); }
    return image;
  }
  function backed(svg) {
    svg.insertBefore(drawn("rect", { width: "100%", height: "100%", fill: ground() }), svg.firstChild);
    return svg;
  }
  function copied(svg) {
    const copy = svg.cloneNode(true);
    if (svg.classList.contains("columns")) for (const side of ["width", "height"]) copy.setAttribute(side, svg.viewBox.baseVal[side]);
    const pairs = [[svg, copy], ...[...svg.querySelectorAll("*")].map((element, i) => [element, copy.querySelectorAll("*")[i]])];
    for (const [from, to] of pairs) {
      const look = getComputedStyle(from);
      for (const name of ["fill", "stroke", "stroke-width", "opacity", "font-family", "font-size", "font-weight", "display"]) to.setAttribute(name, look.getPropertyValue(name));
    }
    copy.querySelectorAll(".more").forEach((element) => element.remove());
    return copy;
  }
  // One text a line: a text that wraps stands in several boxes.
  function texts(node, look, frame, found) {
    const range = document.createRange(), upright = look.writingMode === "vertical-rl", lines = [];
    const style = { fill: look.color, family: look.fontFamily, size: look.fontSize, weight: look.fontWeight, upright };
    range.selectNodeContents(node);
    const whole = range.getClientRects();
    if (whole.length === 1) lines.push({ place: whole[0], text: node.data });
    else for (let at = 0; at < node.data.length; at += 1) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const place = range.getBoundingClientRect(), last = lines[lines.length - 1];
      if (!place.width && !place.height) continue;
      const edge = upright ? place.left : place.top;
      if (last && Math.abs(last.edge - edge) < 4) last.text += node.data[at];
      else lines.push({ edge, place, text: node.data[at] });
    }
    for (const { place, text } of lines) if (text.trim()) found.push(upright
      ? { ...style, text, x: place.left - frame.left + place.width / 2, y: place.top - frame.top }
      : { ...style, text, x: place.left - frame.left, y: place.top - frame.top + place.height / 2 });
  }
  function download(blob, name) {
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  async function save(view, kind, button) {
    const name = `zhengpu-${view.data.name}.${kind}`, label = button.textContent;
    const network = view.section.querySelector(".network canvas"), own = view.section.querySelector("svg.columns");
    const { framing } = window.zhengpu;
    if (network && kind === "png") return download(await blob(framing.canvas(view, network, network.width / network.clientWidth)), name);
    button.disabled = true;
    try {
      if (view.svg || own) {
        const svg = framing.svg(view, view.svg ? view.svg() : backed(copied(own)));
        return download(kind === "svg" ? written(svg) : await flat(await pictured(svg)), name);
      }
      const drawn_ = await pieces(view.section.querySelector(".picture"), (share) => { button.textContent = `已画${Math.round(share * 100)}%`; });
      download(kind === "svg" ? written(framing.svg(view, asSvg(drawn_))) : await blob(framing.canvas(view, await asCanvas(drawn_), scaled(drawn_.width, drawn_.height))), name);
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  }
  const blob = (canvas) => new Promise((done) => canvas.toBlob(done));
  function flat(image) {
    const canvas = make("canvas"), scale = scaled(image.width, image.height);
    [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return blob(canvas);
  }
  window.zhengpu.save = save;
})();
