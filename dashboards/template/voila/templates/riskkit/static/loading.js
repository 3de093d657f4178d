// What Voila's own scripts call while a page comes in; nothing of it stands in the page itself.
(function () {
  window.voila_process = window.update_loading_text = window.voila_heartbeat = function () {};
  // Called twice, when the cells are there and when the script that fills them is; shows them at the second.
  window.display_cells = window.voila_finish = function () {
    if (!window.themeLoaded) {
      window.cellLoaded = true;
      return;
    }
    document.getElementById("loading")?.remove();
    document.getElementById("rendered_cells").style.display = "";
  };
  document.addEventListener("DOMContentLoaded", () => window.voila_finish());
})();
