// For a page with widgets of ipywidgets itself: what Voila's own scripts look for, and call, while it comes in.
(function () {
  const { baseUrl } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  document.body.classList.add("jp-Notebook", "theme-light");
  Object.assign(document.body.dataset, { baseUrl: `${baseUrl}voila/`, jpThemeLight: "true", jpThemeName: "JupyterLab Light", voila: "voila" });
  window.voila_process = window.update_loading_text = window.voila_heartbeat = function () {};
  // Called when the script that fills the cells is there; they are there already.
  window.cellLoaded = true;
  window.display_cells = window.voila_finish = function () {
    if (window.themeLoaded && document.getElementById("loading")) showPage();
  };

  // A kernel too busy to tell of its widgets within 4 s leaves a page of errors.
  const FAILED = "Error displaying widget";
  const isFailed = (node) => node.nodeType === Node.ELEMENT_NODE && node.textContent.startsWith(FAILED);
  const watcher = new MutationObserver((changes) => {
    if (!changes.some((change) => isFailed(change.target))) return;
    watcher.disconnect();
    askAgain();
  });
  watcher.observe(document, { childList: true, subtree: true });
})();
