// Upload with progress and the reading report; forget after a question.
"use strict";
(() => {
  const form = document.getElementById("upload"), outcome = document.getElementById("outcome"), bar = document.getElementById("progress");
  const key = () => document.getElementById("key")?.value || "";
  const say = (text, trouble) => {
    const line = document.createElement("p");
    line.textContent = text; line.className = trouble ? "trouble" : "remark";
    outcome.append(line);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    outcome.replaceChildren();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    if (key()) request.setRequestHeader("X-Admin-Key", key());
    request.upload.addEventListener("progress", (e) => { bar.hidden = false; if (e.lengthComputable) bar.value = e.loaded / e.total; });
    request.addEventListener("load", () => {
      bar.hidden = true;
      const reply = JSON.parse(request.responseText);
      if (request.status !== 200) return say(`${reply.title}：${reply.detail}`, true);
      for (const file of reply.files) {
        if (file.error) { say(`${file.name}：没有读入。${file.error}`, true); continue; }
        const r = file.report;
        say(`${file.name}：《${file.title || "无题"}》，${file.tasks}项任务，${r.tasks_without_duty.length}项没有写责任单位，${r.sentences}句中${r.silent_sentences.length}句没有读出事实，${r.diagnostics.length}处疑问。`);
        const link = document.createElement("a");
        link.href = `/documents/${encodeURIComponent(file.document)}`; link.textContent = "看原文与阅读报告";
        outcome.lastElementChild.append(" ", link);
      }
    });
    request.addEventListener("error", () => { bar.hidden = true; say("没有连上服务，请稍后再试。", true); });
    request.send(new FormData(form));
  });
  document.querySelectorAll("[data-forget]").forEach((button) => button.addEventListener("click", async () => {
    if (!confirm(`从图谱移除《${button.dataset.title}》？`)) return;
    const reply = await fetch(`/api/documents/${encodeURIComponent(button.dataset.forget)}`, { method: "DELETE", headers: key() ? { "X-Admin-Key": key() } : {} });
    if (reply.ok) location.reload(); else { const p = await reply.json(); say(`${p.title}：${p.detail}`, true); }
  }));
})();
