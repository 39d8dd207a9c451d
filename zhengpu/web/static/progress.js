// A filled ledger goes in; rows without a task's key are shown with the tasks they may be of, and go in once a person has said which.
"use strict";
(() => {
  const form = document.getElementById("ledger"), outcome = document.getElementById("outcome"), file = document.getElementById("file");
  const part = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  file.addEventListener("change", () => { document.getElementById("picked").textContent = file.files[0]?.name || "还没有选择"; });

  const send = async (matches) => {
    const body = new FormData(form), key = document.getElementById("key")?.value, button = form.querySelector("button");
    if (matches) body.set("matches", JSON.stringify(matches));
    button.disabled = true;
    outcome.replaceChildren(part("p", "", "正在载入……"));
    const reply = await fetch(form.action, { method: "POST", body, headers: key ? { "X-Admin-Key": key } : {} }).catch(() => null);
    button.disabled = false;
    const said = reply && await reply.json().catch(() => null);
    if (!reply || !said) return outcome.replaceChildren(part("p", "trouble", "没有连上服务，请稍后再试。"));
    if (!reply.ok) return outcome.replaceChildren(part("p", "trouble", `${said.title}。${said.detail}`));
    told(said, matches || {});
  };

  function told(said, known) {
    const done = part("p", "done", `记入${said.stored}项任务的进展；没有变化${said.unchanged}行，没有填写${said.empty}行。`);
    outcome.replaceChildren(done);
    if (said.stored) { const again = part("a", "", "看新的情况"); again.href = location.href; done.append(" ", again); }
    if (said.remarks.length) {
      const list = part("ul", "remarks");
      said.remarks.forEach((one) => list.append(part("li", "", one)));
      outcome.append(list);
    }
    if (said.waiting.length) outcome.append(asked(said.waiting, known));
    done.tabIndex = -1;
    done.focus();
  }

  function asked(waiting, known) {
    const box = part("form", "waiting");
    box.append(part("p", "", `${waiting.length}行没有标识。请看是不是这些任务，再记入：`));
    waiting.forEach((row, at) => {
      const set = part("fieldset"), legend = part("legend", "", `${row.place}　${row.number} ${row.title}`);
      set.append(legend, part("p", "soft", [row.state, row.progress].filter(Boolean).join("；")));
      const options = row.candidates.map((one) => [one.task, `${one.number === null ? "" : one.number + ". "}${one.title}（《${one.document_title}》）`]);
      options.push(["", row.candidates.length ? "都不是，不记" : "没有相近的任务，不记"]);
      options.forEach(([value, text], place) => {
        const label = part("label"), choice = part("input");
        choice.type = "radio"; choice.name = `row${at}`; choice.value = value;
        choice.checked = row.clear ? place === 0 : place === options.length - 1;
        label.append(choice, part("bdi", "", text));
        set.append(label);
      });
      box.append(set);
    });
    const yes = part("button", "", "记入选定的");
    yes.type = "submit";
    box.append(yes);
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      const answers = { ...known };
      waiting.forEach((row, at) => { answers[row.place] = new FormData(box).get(`row${at}`) || ""; });
      send(answers);
    });
    return box;
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
})();
