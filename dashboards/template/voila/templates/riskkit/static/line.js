// The line to the page's own kernel: Jupyter's binary websocket protocol, and of its messages those of widgets.
// What is sent while the line is down waits, and goes when it is up again; the server keeps the answers meanwhile.
const PROTOCOL = "v1.kernel.websocket.jupyter.org", SESSION_ENDED = 4401;
const FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 5000;

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");

// A message is a count, that many places, and what stands between them: channel, header, parent, metadata,
// content, and buffers.
function packed(texts, buffers) {
  const parts = [...texts.map((text) => new TextEncoder().encode(text)), ...buffers.map(asBytes)];
  const places = [8 * (2 + parts.length)];
  for (const part of parts) places.push(places.at(-1) + part.length);
  const message = new Uint8Array(places.at(-1)), numbers = new DataView(message.buffer);
  [places.length, ...places].forEach((number, at) => numbers.setBigUint64(8 * at, BigInt(number), true));
  parts.forEach((part, at) => message.set(part, places[at]));
  return message;
}

const asBytes = (buffer) => ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);

function unpacked(message) {
  const numbers = new DataView(message), number = (at) => Number(numbers.getBigUint64(8 * at, true));
  const part = (at) => new DataView(message, number(at), number(at + 1) - number(at));
  const read = (at) => JSON.parse(new TextDecoder().decode(part(at)));
  const buffers = [];
  for (let at = 6; at < number(0); at += 1) buffers.push(part(at));
  return { type: read(2).msg_type, content: read(5), buffers };
}

// Of the signs of life that could not be sent the first is enough.
const isSignOfLife = ({ data }) => data.content?.command === "ping";

// Keep a line open to an address. Returned is how to send a part's data, and how to end; `hear` gets every message.
function openLine(address, hear) {
  const session = newId(), waiting = [];
  let socket = null, wait = FIRST_WAIT_MS, ended = false;

  const transmit = ({ part, data, buffers }) => {
    const header = { msg_id: newId(), session, username: "", date: new Date().toISOString(), msg_type: "comm_msg", version: "5.3" };
    socket.send(packed(["shell", JSON.stringify(header), "{}", "{}", JSON.stringify({ comm_id: part, data })], buffers));
  };

  const connect = () => {
    socket = new WebSocket(`${address}?session_id=${session}`, [PROTOCOL]);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      waiting.splice(0).forEach(transmit);
    });
    socket.addEventListener("message", (event) => hear(unpacked(event.data)));
    socket.addEventListener("close", (event) => {
      ended ||= event.code === SESSION_ENDED;
      if (ended) return;
      setTimeout(connect, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    });
  };

  connect();
  return {
    send(part, data, buffers = []) {
      if (ended) throw new Error("the line to the kernel has ended");
      const message = { part, data, buffers };
      if (socket.readyState === WebSocket.OPEN) transmit(message);
      else if (!isSignOfLife(message) || !waiting.some(isSignOfLife)) waiting.push(message);
    },
    end() {
      ended = true;
      socket.close();
    },
  };
}
