// Logging out is a change, so it carries the proof that this page asked for it.
(function () {
  const form = document.querySelector("[data-logout]");
  form?.addEventListener("submit", () => {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("_xsrf="));
    form.elements._xsrf.value = decodeURIComponent((cookie ?? "").slice("_xsrf=".length)).replaceAll('"', "");
  });
})();
