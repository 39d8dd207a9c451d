// The queue by keyboard: j next, k previous, c confirm, e correct, s skip; each entry opens beside its text.
"use strict";
(() => {
  const queue = document.getElementById("queue"), desk = window.correcting, left = document.getElementById("left");
  if (!queue || !desk) return;
  const entries = () => [...queue.querySelectorAll("li:not(.gone)")];
  let now = null;
  const show = (entry, focus = true) => {
    if (!entry) return;
    now?.classList.remove("on");
    now?.querySelector("button").removeAttribute("aria-current");
    now = entry;
    entry.classList.add("on");
    const button = entry.querySelector("button");
    button.setAttribute("aria-current", "true");
    if (focus) button.focus({ preventScroll: true });
    queue.scrollTop += entry.getBoundingClientRect().top - queue.getBoundingClientRect().top - queue.clientHeight / 3;
    const { document: key, title, start, end, ways, unit, other, role } = entry.dataset;
    desk.take(ways.split(" ")[0], { unit, to: other, role });
    desk.open({ document: key, title, start, end }).catch(() => desk.say("trouble", "原文没有取到，请稍后再试。"));
    const address = new URL(location.href);
    address.searchParams.set("at", entry.dataset.key);
    history.replaceState(null, "", address);
  };
  const step = (by) => {
    const all = entries(), place = all.indexOf(now);
    show(all[Math.min(Math.max(place + by, 0), all.length - 1)]);
  };
  const gone = (entry) => {
    const all = entries(), place = all.indexOf(entry), next = all[place + 1] || all[place - 1];
    entry.classList.add("gone");
    entry.hidden = true;
    left.textContent = String(Math.max(0, +left.textContent - 1));
    if (next) show(next); else { now = null; desk.say("done", "这一页都看过了，刷新看还有没有。"); }
  };
  const confirmed = async () => {
    const entry = now;
    if (!entry) return;
    const reply = await fetch(`/api/review/${encodeURIComponent(entry.dataset.key)}/confirm`, {
      method: "POST", headers: desk.headers(), body: JSON.stringify({ by: desk.who() }),
    }).catch(() => null);
    if (reply?.ok) { desk.say("done", `已确认：${entry.querySelector("b").textContent}`); return gone(entry); }
    const said = reply && await reply.json().catch(() => null);
    desk.say("trouble", said ? `${said.title}。${said.detail}` : "没有连上服务，请稍后再试。");
  };
  const correct = () => {
    const form = document.getElementById("desk-correct");
    form.scrollIntoView({ block: "nearest" });
    (form.querySelector("label:not([hidden]) input:not([type=radio])") || form.querySelector("input")).focus();
  };
  const acts = { j: () => step(1), k: () => step(-1), s: () => step(1), c: confirmed, e: correct };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") now?.querySelector("button").focus();
      return;
    }
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  queue.addEventListener("click", (event) => show(event.target.closest("li")));
  document.querySelectorAll("[data-act]").forEach((button) => button.addEventListener("click", () => ({ confirm: confirmed, correct, skip: acts.s })[button.dataset.act]()));
  document.addEventListener("corrected", () => { if (now) gone(now); });
  const wanted = new URL(location.href).searchParams.get("at");
  show(entries().find((entry) => entry.dataset.key === wanted) || entries()[0], false);
})();
