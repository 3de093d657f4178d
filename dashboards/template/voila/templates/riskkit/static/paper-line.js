// The line at the top of each printed sheet, where no part of the page wrote one of its own: what, and when.
window.addEventListener("beforeprint", () => {
  document.getElementById("rk-print-default")?.remove();
  if (document.getElementById("rk-print-line")) return;
  const code = document.documentElement.lang, style = document.createElement("style");
  const day = new Intl.DateTimeFormat(code === "en" ? "en-GB" : "nl-NL", { dateStyle: "long" }).format(new Date());
  const made = document.querySelector(".rk-header__note")?.textContent ? ["SYNTHETIC"] : [];
  const line = [...made, document.title, code === "en" ? `printed on ${day}` : `afgedrukt op ${day}`].join(" · ");
  style.id = "rk-print-default";
  style.textContent = `@page { @top-left { content: ${JSON.stringify(line).replace(/</g, "\\3c ")}; } }`;
  document.head.append(style);
});
