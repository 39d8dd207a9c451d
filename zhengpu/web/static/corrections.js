// Take a correction or a confirmation back.
"use strict";
document.addEventListener("click", async (event) => {
  const { undo, again } = event.target.dataset || {};
  if (!undo && !again) return;
  const why = undo ? prompt("为什么撤销？（别的更正不动，这一条留在清单里）", "") : "";
  if (why === null) return;
  const key = document.getElementById("key")?.value || "", outcome = document.getElementById("outcome"), told = document.createElement("p");
  event.target.disabled = true;
  const address = undo ? `/api/corrections/${encodeURIComponent(undo)}/undo` : `/api/review/${encodeURIComponent(again)}/again`;
  const reply = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json", ...key ? { "X-Admin-Key": key } : {} }, body: JSON.stringify({ why }),
  }).catch(() => null);
  if (reply?.ok) return location.reload();
  const said = reply && await reply.json().catch(() => null);
  event.target.disabled = false;
  told.className = "trouble";
  told.textContent = said ? `${said.title}。${said.detail}` : "没有连上服务，请稍后再试。";
  outcome.replaceChildren(told);
});
