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

  // A kernel that is too busy to tell of its parts leaves a page of errors: it is asked for again, twice at most.
  const FAILED = "Error displaying widget", COUNT = "rk-asked-again", MOST = 2;
  const isFailed = (node) => node.nodeType === Node.ELEMENT_NODE && node.textContent.startsWith(FAILED);
  const watcher = new MutationObserver((changes) => {
    if (!changes.some((change) => isFailed(change.target))) return;
    watcher.disconnect();
    const times = Number(sessionStorage.getItem(COUNT));
    sessionStorage.setItem(COUNT, String(times < MOST ? times + 1 : 0));
    if (times < MOST) window.location.reload();
    else document.getElementById("not-built").hidden = false;
  });
  watcher.observe(document, { childList: true, subtree: true });
})();
