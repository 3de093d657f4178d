// What a part of a page knows, as anywidget's modules expect it: values that its kernel sent, values to send back.
class PartModel {
  constructor(state, send) {
    this.state = state;
    this.send_data = send;
    this.calls = new Map();
    this.unsaved = new Set();
  }

  get(name) { return this.state[name]; }

  set(name, value) {
    this.unsaved.add(name);
    this.take({ [name]: value });
  }

  save_changes() {
    const state = Object.fromEntries([...this.unsaved].map((name) => [name, this.state[name]]));
    this.unsaved.clear();
    this.send_data({ method: "update", state, buffer_paths: [] });
  }

  send(content, _callbacks, buffers) { this.send_data({ method: "custom", content }, buffers); }

  on(event, call) { this.calls.set(event, [...(this.calls.get(event) ?? []), call]); }

  off(event, call) { this.calls.set(event, (this.calls.get(event) ?? []).filter((each) => call && each !== call)); }

  // One call that fails keeps no other from being made.
  tell(event, ...said) {
    for (const call of this.calls.get(event) ?? []) {
      try { call(...said); } catch (error) { window.reportError(error); }
    }
  }

  // Everything is taken over before anyone is told; what stays the same is not told.
  take(state) {
    const changed = Object.keys(state).filter((name) => !isSame(state[name], this.state[name]));
    Object.assign(this.state, state);
    for (const name of changed) this.tell(`change:${name}`, this, state[name]);
    if (changed.length) this.tell("change", this);
  }

  // What the kernel says: new values, or a message of its own.
  hear(data, buffers) {
    if (data.method === "update") this.take(withBuffers(data.state, data.buffer_paths ?? [], buffers));
    if (data.method === "custom") this.tell("msg:custom", data.content, buffers);
  }
}

const isSame = (one, other) => one === other || (!ArrayBuffer.isView(one) && JSON.stringify(one) === JSON.stringify(other));

// Put buffers in the places of a state that are named for them.
function withBuffers(state, paths, buffers) {
  paths.forEach((path, at) => {
    const within = path.slice(0, -1).reduce((value, key) => value[key], state);
    within[path.at(-1)] = buffers[at];
  });
  return state;
}
