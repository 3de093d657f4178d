// A sign of life every 1.5 s. Without an answer for 5 s the page says so, so always within 7 s, and takes no
// more input: what would be typed could not be kept. What stands there stays to be read and copied.
const PING_EVERY = 1500, LOST_AFTER = 5000;
const TYPED_IN = "textarea, input:not([type=checkbox]):not([type=radio]):not([type=button])";

// Lock every control of the page but those of the alert; return how to undo it.
function lockControls(alert) {
  const undo = [];
  for (const control of document.querySelectorAll("main input, main textarea, main select, main button")) {
    const property = control.matches(TYPED_IN) ? "readOnly" : "disabled";
    if (alert.contains(control) || control[property]) continue;
    control[property] = true;
    control.dataset.locked = "";
    undo.push(() => { control[property] = false; delete control.dataset.locked; });
  }
  return () => undo.forEach((each) => each());
}

function render({ model, el }) {
  const t = () => model.get("texts");
  const lost = h("div", { role: "alert", class: "rk-top" }), failed = h("div", { role: "alert", class: "rk-top" }), back = h("p", { role: "status", class: "rk-hidden" });
  el.replaceChildren(lost, failed, back);
  let heard = Date.now(), ticked = Date.now(), count = 0, stale = false, unlock = () => {};

  const mark = (now) => {
    stale = now;
    if (stale) document.dispatchEvent(new CustomEvent("rk-lost"));
    document.body.classList.toggle("rk-stale", stale);
    lost.replaceChildren(...(stale ? [h("div", { class: "rk-alert rk-alert--wrong" },
      h("h2", {}, t().lost_heading), h("p", {}, t().lost_text),
      h("p", { class: "rk-row" }, t().lost_copy && button(t().lost_copy, () => document.dispatchEvent(new CustomEvent("rk-copy"))),
        button(t().lost_reload, () => window.location.reload(), "rk-button--second")))] : []));
    unlock();
    unlock = stale ? lockControls(lost) : () => {};
  };

  const fail = () => {
    const reference = model.get("failure");
    failed.replaceChildren(...(reference ? [h("div", { class: "rk-alert rk-alert--wrong" },
      h("h2", {}, t().failure_heading), h("p", {}, fill(t().failure_text, { reference })))] : []));
  };

  const tick = () => {
    const now = Date.now();
    if (now - ticked > 2 * PING_EVERY) heard = now; // the browser had put this page to sleep
    ticked = now;
    if (!stale && now - heard > LOST_AFTER) mark(true);
    ask(model, { command: "ping", count: ++count });
  };

  model.on("msg:custom", (message) => {
    if (message.kind !== "pong") return;
    heard = Date.now();
    if (stale) { mark(false); back.textContent = t().back_text; }
  });
  model.on("change:failure", fail);
  model.on("change:texts", () => { mark(stale); fail(); });
  const timer = setInterval(tick, PING_EVERY);
  tick();
  fail();
  return () => clearInterval(timer);
}

export default { render };
