// Print the page; the browser also makes a PDF of it.
"use strict";
document.addEventListener("click", (event) => { if (event.target.matches?.("[data-print]")) window.print(); });
