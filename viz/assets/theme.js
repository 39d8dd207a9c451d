// Light, dark, or as the system wishes: chosen once, remembered, in force before the first line is drawn.
"use strict";
(() => {
  const root = document.documentElement, KEY = "zhengpu-theme";
  const kept = () => { try { return localStorage.getItem(KEY) || ""; } catch { return ""; } };
  const keep = (theme) => { try { if (theme) localStorage.setItem(KEY, theme); else localStorage.removeItem(KEY); } catch { /* not remembered where nothing may be kept */ } };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme;
    for (const choice of document.querySelectorAll("[data-theme-switch]")) choice.value = root.dataset.theme || "";
    document.dispatchEvent(new CustomEvent("zhengpu:theme"));
  };
  root.dataset.scripted = "";
  apply(kept());
  document.addEventListener("DOMContentLoaded", () => {
    apply(kept());
    const here = document.querySelector("header nav [aria-current]");
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 40;
    for (const choice of document.querySelectorAll("[data-theme-switch]")) choice.addEventListener("change", () => { keep(choice.value); apply(choice.value); });
  });
  addEventListener("storage", (event) => event.key === KEY && apply(event.newValue || ""));
  addEventListener("pageshow", (event) => event.persisted && apply(kept()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(root.dataset.theme || ""));
})();
