// Dutch first; English on request. The choice is kept for this tab, not in the address.
(function () {
  const apply = (code) => {
    document.documentElement.lang = code;
    for (const element of document.querySelectorAll("[data-en]")) {
      element.dataset.nl ??= element.textContent;
      element.textContent = code === "en" ? element.dataset.en : element.dataset.nl;
    }
    for (const choice of document.querySelectorAll("[data-language]")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.language === code));
    }
  };
  for (const choice of document.querySelectorAll("[data-language]")) {
    choice.addEventListener("click", () => {
      const code = choice.dataset.language;
      sessionStorage.setItem("rk-language", code);
      apply(code);
      document.dispatchEvent(new CustomEvent("rk-language", { detail: code }));
    });
  }
  const chosen = sessionStorage.getItem("rk-language");
  if (chosen === "en") {
    apply(chosen);
    document.addEventListener("DOMContentLoaded", () => apply(chosen));
  }
})();
