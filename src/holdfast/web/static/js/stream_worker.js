/**
 * Holds the one stream of a browser and tells every window what it says.
 *
 * A window that joins is told everything that was said since the stream was opened, with clocks put
 * forward by what has passed since; when that grows too long it is forgotten, and the stream is opened
 * anew for whoever joins next.
 */
const NAMES = ['hello', 'again', 'change'];
const MOST_BYTES = 8_000_000; // kept for windows that join later (assumed)

/** @type {Set<MessagePort>} */
const windows = new Set();
/** @type {{name: string, text: string, at: number}[] | null} */
let said = [];
let bytes = 0;
/** @type {EventSource | null} */
let source = null;

/** @param {string} name @param {string} text */
function tell(name, text) {
  for (const port of windows) port.postMessage([name, text]);
}

function open() {
  source?.close();
  said = [];
  bytes = 0;
  const opened = new EventSource('/api/live');
  source = opened;
  for (const name of NAMES) {
    opened.addEventListener(name, (event) => {
      if (source !== opened) return;
      keep(name, event.data);
      tell(name, event.data);
    });
  }
  for (const name of ['open', 'error']) opened.addEventListener(name, () => source === opened && tell(name, ''));
}

/** @param {string} name @param {string} text */
function keep(name, text) {
  bytes += text.length;
  if (bytes > MOST_BYTES) said = null;
  said?.push({ name, text, at: Date.now() });
}

/** The same words with their clock as it would stand now. @param {{text: string, at: number}} word */
function asOfNow({ text, at }) {
  const passed = Date.now() - at;
  if (passed < 250 || !text.includes('"now_ms"')) return text;
  const word = JSON.parse(text);
  const clock = word.clock ?? word;
  if (typeof clock.now_ms === 'number') clock.now_ms += Math.round(passed * (clock.rate ?? 1));
  return JSON.stringify(word);
}

/** @param {MessagePort} port */
function join(port) {
  const lost = !source || source.readyState === EventSource.CLOSED || !said;
  windows.add(port);
  if (lost) return open();
  if (source?.readyState === EventSource.OPEN) port.postMessage(['open', '']);
  for (const word of said ?? []) port.postMessage([word.name, asOfNow(word)]);
  if (source?.readyState !== EventSource.OPEN && said?.length) port.postMessage(['error', '']);
  return undefined;
}

/** @param {MessagePort} port */
function leave(port) {
  windows.delete(port);
  if (windows.size) return;
  source?.close();
  source = null;
}

self.addEventListener('connect', (event) => {
  const [port] = /** @type {MessageEvent} */ (event).ports;
  port.addEventListener('message', ({ data }) => (data === 'join' ? join(port) : leave(port)));
  port.start();
});
