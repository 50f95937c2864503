/**
 * The room's stream, one for all windows of a browser.
 *
 * A browser keeps six connections to one place: with a stream in each of six windows, a seventh page
 * never opens and no report leaves any of them. So one worker holds the stream and tells every window.
 * Where a browser has no shared workers, each window holds its own as before.
 */

const WORKER = '/static/js/stream_worker.js';

/** What `EventSource` gives, through the worker. */
class Shared extends EventTarget {
  constructor() {
    super();
    const { port } = new SharedWorker(WORKER, { name: 'holdfast-live-1' });
    port.addEventListener('message', ({ data: [name, text] }) => this.dispatchEvent(new MessageEvent(name, { data: text })));
    port.start();
    port.postMessage('join');
    addEventListener('pagehide', () => port.postMessage('leave'));
    addEventListener('pageshow', (event) => event.persisted && port.postMessage('join'));
  }
}

/** @returns {EventTarget} with the events of the live stream, `open` and `error` */
export function openStream() {
  try {
    return new Shared();
  } catch {
    return new EventSource('/api/live');
  }
}
