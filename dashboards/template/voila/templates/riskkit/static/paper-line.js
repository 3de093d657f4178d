// Each printed sheet says at its foot that all people are made up, where that is so; and at its head what it is
// and when it was printed, where no part of the page wrote such a line of its own.
window.addEventListener("beforeprint", () => {
  document.getElementById("rk-print-default")?.remove();
  const code = document.documentElement.lang, style = document.createElement("style");
  const quoted = (text) => JSON.stringify(text).replace(/</g, "\\3c ");
  const day = new Intl.DateTimeFormat(code === "en" ? "en-GB" : "nl-NL", { dateStyle: "long" }).format(new Date());
  const line = `${document.title} · ${code === "en" ? `printed on ${day}` : `afgedrukt op ${day}`}`;
  const head = document.getElementById("rk-print-line") ? "" : `@top-left { content: ${quoted(line)}; }`;
  const note = document.querySelector(".rk-header__note")?.textContent || "";
  const foot = note ? `@bottom-left { font: 8pt sans-serif; content: ${quoted(note)}; }` : "";
  style.id = "rk-print-default";
  style.textContent = `@page { ${head} ${foot} }`;
  document.head.append(style);
});
