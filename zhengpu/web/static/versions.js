// Put an earlier version of a document back, after a question.
"use strict";
document.addEventListener("click", async (event) => {
  const { restore, document: id } = event.target.dataset || {};
  if (!restore || !confirm(`换回第${restore}版？现行的也留作一版，可以再换回来。`)) return;
  event.target.disabled = true;
  const key = document.getElementById("key")?.value || "", outcome = document.getElementById("outcome"), told = document.createElement("p");
  const at = `/api/documents/${encodeURIComponent(id)}/versions/${restore}/restore`;
  const reply = await fetch(at, { method: "POST", headers: key ? { "X-Admin-Key": key } : {} }), said = await reply.json();
  if (reply.ok) return location.reload();
  event.target.disabled = false;
  told.className = "trouble";
  told.textContent = `${said.title}。${said.detail}`;
  outcome.replaceChildren(told);
});
