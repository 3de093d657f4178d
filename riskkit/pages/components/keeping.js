// What is typed is kept at the server: some seconds after the last key, and at once when the page is hidden.
// A page gives its forms as [{ name, draft, message }]; a draft of null is a form with nothing of the user's in it.
const KEEP_AFTER = 3000, KEEP_AGAIN = 10000;

function makeKeeper(model, forms, shown) {
  const sent = new Map(); // by name of the form: what was sent last, under which number, and when
  let timer = null, turn = 0;

  const waits = (part) => part.text !== "" && part.heard !== part.turn;
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, KEEP_AFTER);
  };
  const flush = () => {
    clearTimeout(timer);
    for (const { name, draft, message } of forms()) {
      const part = sent.get(name) || { text: "", turn: 0, heard: 0, at: 0, told: "" };
      const text = draft === null ? "" : JSON.stringify(draft);
      const again = waits(part) && Date.now() - part.at > KEEP_AGAIN; // no answer: the connection was lost meanwhile
      if (text === part.text && !again) continue;
      sent.set(name, { ...part, text, turn: ++turn, at: Date.now() });
      if (text) ask(model, { command: "draft", form: name, ...message, draft: JSON.parse(text), turn });
      else ask(model, { command: "forget", form: name, ...message });
    }
    if ([...sent.values()].some(waits)) timer = setTimeout(flush, KEEP_AGAIN + KEEP_AFTER);
  };

  const kept = ({ name, draft }) => {
    const part = sent.get(name);
    return Boolean(part) && part.text === JSON.stringify(draft) && part.heard === part.turn;
  };
  const open = () => forms().filter((each) => each.draft !== null);
  const show = () => {
    const all = open(), safe = all.length > 0 && all.every(kept);
    document.body.toggleAttribute("data-rk-unsaved", all.length > 0);
    document.body.toggleAttribute("data-rk-kept", safe);
    shown(Object.fromEntries(all.map((each) => [each.name, kept(each) ? sent.get(each.name).told : ""])));
  };
  const hear = () => {
    const said = model.get("kept");
    for (const [name, part] of sent) if (name === said.form && part.turn === said.turn) sent.set(name, { ...part, heard: said.turn, told: said.text });
    show();
  };
  model.on("change:kept", hear);
  const stopKeeping = keepWhenLeft(flush, () => !open().every(kept));
  document.addEventListener("rk-keep", flush); // another part of the page goes on to another file

  return {
    touched: () => { show(); schedule(); },
    flush,
    safe: () => open().every(kept),
    hold: () => clearTimeout(timer), // what is sent now ends the draft; one sent after it would outlive it
    began: (name, draft) => sent.set(name, { text: draft === null ? "" : JSON.stringify(draft), turn: 0, heard: 0, at: 0, told: "" }),
    stop: () => {
      clearTimeout(timer);
      stopKeeping();
      document.removeEventListener("rk-keep", flush);
    },
  };
}

// Beside a form: whether what stands in it is recorded, and until when it was kept.
const keptPlace = (name) => h("p", { class: "rk-hint rk-noprint rk-kept", id: `rk-kept-${name}` });

function sayKept(names, said, t) {
  for (const name of names) {
    const place = byId(`rk-kept-${name}`);
    if (place) place.textContent = name in said ? [t.typed_unsaved, said[name]].filter(Boolean).join(" · ") : "";
  }
}

// What was found from an earlier visit, with the way to let go of it.
const foundAgain = (name, text, t, drop) => text && h("div", { class: "rk-alert rk-noprint", id: `rk-found-${name}` }, h("p", {}, text),
  h("p", { class: "rk-row" }, button(t.typed_drop, () => { if (window.confirm(t.typed_drop_sure)) drop(); }, "rk-button--second", `rk-drop-${name}`)));
