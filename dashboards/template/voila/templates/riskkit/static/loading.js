// A page is shown when it is whole. One that broke off, or whose parts cannot be made, is asked for again, twice
// at most; then it says in plain words that it cannot be shown.
const ASKED_AGAIN = "rk-asked-again", MOST_TIMES = 2;

function showPage() {
  sessionStorage.removeItem(ASKED_AGAIN);
  document.getElementById("loading").remove();
  document.getElementById("rendered_cells").hidden = false;
}

function askAgain() {
  const times = Number(sessionStorage.getItem(ASKED_AGAIN));
  if (times < MOST_TIMES) {
    sessionStorage.setItem(ASKED_AGAIN, String(times + 1));
    window.location.reload();
    return;
  }
  sessionStorage.removeItem(ASKED_AGAIN);
  document.getElementById("loading")?.remove();
  document.getElementById("not-built").hidden = false;
}
