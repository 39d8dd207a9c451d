// Upload file by file with progress and report; read again and forget after a question.
"use strict";
(() => {
  const form = document.getElementById("upload"), outcome = document.getElementById("outcome"), files = document.getElementById("files");
  const key = () => document.getElementById("key")?.value || "";
  const headers = () => key() ? { "X-Admin-Key": key() } : {};
  const part = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const line = (name) => {
    const item = part("li"), said = part("span", "said", name);
    item.append(said);
    outcome.append(item);
    return { item, said };
  };
  const trouble = (at, text) => { at.item.className = "trouble"; at.said.textContent = text; };
  const address = (id) => `/documents/${encodeURIComponent(id)}`;

  // Another text of a document that is there: what would change, one by one; nothing happens without the click.
  const differs = (file) => `${file.name}：没有替换，图谱没有改动。已有同一文号的文件，两份内容不同；若替换：${file.difference.summary}。` +
    (file.difference.strange ? "少了一多半任务，请先核对它是不是同一份文件的新文本。" : "");
  const compared = (at, file) => {
    const more = part("details"), list = part("ul");
    more.append(part("summary", "", "看差别"), list);
    for (const text of file.difference.lines) list.append(part("li", "", text));
    const there = part("a", "", "图谱里的这一份");
    there.href = address(file.document);
    at.item.append(" ", there, more);
  };

  const told = (at, file, again) => {
    if (file.error) {
      const none = file.code === "not-a-plan", other = file.code === "other-version";
      trouble(at, none ? file.error : other ? differs(file) : `${file.name}：没有读入。${file.error}`);
      if (other) compared(at, file);
      if (!(none && again || other && again)) return;
      const keep = part("button", "plain", none ? "仍要收入" : "替换，原来的一版留着");
      keep.type = "button";
      keep.addEventListener("click", async () => { at.item.remove(); await send(again, none ? { any: 1 } : { replace: 1 }); await refreshed(); });
      return at.item.append(" ", keep);
    }
    const r = file.report, without = r.tasks_without_duty.length;
    at.item.className = r.quality === "good" ? "done" : "done doubtful";
    at.said.textContent = `${file.name}：读入《${file.title || "无题"}》，${file.tasks}项任务、${r.units}个单位、${r.targets}个目标` +
      `${without && r.duties ? `，${without}项没有写责任单位` : ""}。${form.dataset[r.quality]}：${r.reasons.join("")}`;
    if (file.note) at.item.append(part("p", "", file.note));
    const ways = [["逐行看报告", "?show=lines"], ["要核对的", "?show=doubts"], ["看原文", ""], ...file.kept ? [["各版", "/versions"]] : []];
    for (const [text, show] of ways) {
      const link = part("a", "", text);
      link.href = address(file.document) + show;
      at.item.append(" ", link);
    }
  };

  // Sending shows how much has gone, reading how long it has taken; both can be given up.
  const send = (file, how) => new Promise((done) => {
    const at = line(`${file.name}：正在上传`), bar = part("progress"), stop = part("button", "plain", "取消"), request = new XMLHttpRequest(), body = new FormData();
    let ticking = 0;
    bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", `${file.name}的上传进度`);
    stop.type = "button"; stop.setAttribute("aria-label", `取消${file.name}`);
    stop.addEventListener("click", () => request.abort());
    at.item.append(" ", stop, bar);
    body.append("files", file);
    request.open("POST", `${form.action}?${new URLSearchParams({ listed: 1, ...how })}`);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      at.said.textContent = `${file.name}：正在上传，${Math.floor(bar.value * 100)}%`;
    });
    request.upload.addEventListener("load", () => {
      const since = Date.now(), tell = () => { at.said.textContent = `${file.name}：正在阅读，已${Math.round((Date.now() - since) / 1000)}秒`; };
      tell(); ticking = setInterval(tell, 1000); bar.removeAttribute("value");
    });
    let gone = false;
    request.addEventListener("abort", () => { gone = true; });
    request.addEventListener("loadend", () => {
      clearInterval(ticking);
      bar.remove(); stop.remove();
      let reply = null;
      try { reply = JSON.parse(request.responseText); } catch { /* told below */ }
      if (gone) trouble(at, `${file.name}：已取消，没有读入。`);
      else if (request.status === 200 && reply) reply.files.forEach((one, i) => told(i ? line("") : at, one, reply.files.length === 1 || one.code === "other-version" ? file : null));
      else trouble(at, reply ? `${file.name}：${reply.title}。${reply.detail}` : `${file.name}：没有连上服务，请稍后再试。`);
      done();
    });
    request.send(body);
  });
  const refreshed = async () => {
    const page = new DOMParser().parseFromString(await (await fetch("/documents")).text(), "text/html");
    document.getElementById("list").replaceWith(page.getElementById("list"));
  };
  const sendAll = async (chosen) => {
    outcome.replaceChildren();
    const button = form.querySelector("button");
    button.disabled = true;
    for (const file of chosen) await send(file);
    button.disabled = false;
    form.reset();
    await refreshed();
  };

  const picked = () => {
    const names = [...files.files].map((file) => file.name);
    document.getElementById("picked").textContent = names.length > 3 ? `${names.slice(0, 3).join("、")}等${names.length}个文件` : names.join("、") || "还没有选择";
  };
  files.addEventListener("change", picked);
  form.addEventListener("reset", () => setTimeout(picked));
  form.addEventListener("submit", (event) => { event.preventDefault(); sendAll([...files.files]); });
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("over"); sendAll([...event.dataTransfer.files]); });
  document.addEventListener("click", async (event) => {
    const { forget, reread, title } = event.target.dataset || {};
    if (!forget && !reread) return;
    if (forget && !confirm(`从图谱移除《${title}》，连同它的各版和原件？移除后不能换回。`)) return;
    event.target.disabled = true;
    const at = `/api/documents/${encodeURIComponent(forget || reread)}`;
    const reply = await fetch(forget ? at : `${at}/reread`, { method: forget ? "DELETE" : "POST", headers: headers() });
    event.target.disabled = false;
    outcome.replaceChildren();
    if (!reply.ok) { const said = await reply.json(); return trouble(line(""), `${said.title}。${said.detail}`); }
    if (forget) { const gone = line(`已移除《${title}》。`); gone.item.className = "done"; } else told(line(""), await reply.json());
    await refreshed();
  });
})();
