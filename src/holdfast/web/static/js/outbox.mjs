/**
 * What a team has said, kept on its device until the base has it.
 *
 * Each report carries its own mark (ref), so that sending it twice is harmless. A report that the
 * base refuses is set aside with the base's sentence and does not hold up the others. All of it can
 * leave as a file.
 */
import { openDB } from '../vendor/idb/index.js';
import { newId, send } from './say.mjs';

/** @typedef {{id: string, run: string, label: string, fact: import('./say.mjs').Fact, at: number,
 *   status: 'waiting' | 'kept' | 'refused', why?: string}} Report */

/** @type {Promise<any> | undefined} */
let opened;
const database = () =>
  (opened ??= openDB('holdfast-outbox', 1, {
    upgrade: (/** @type {any} */ db) => db.createObjectStore('reports', { keyPath: 'id' }),
  }));

/** @returns {Promise<Report[]>} newest first */
export async function reports() {
  const all = /** @type {Report[]} */ (await (await database()).getAll('reports'));
  return all.sort((a, b) => b.at - a.at);
}

/** Keep a report on the device before anything else. @param {string} run @param {string} label
 * @param {import('./say.mjs').Fact} fact @param {number} at */
export async function keep(run, label, fact, at) {
  const id = newId('field');
  /** @type {Report} */
  const report = { id, run, label, fact: { ...fact, ref: id }, at, status: 'waiting' };
  await (await database()).put('reports', report);
  return report;
}

let sending = false;
/** Send what waits, oldest first. @returns {Promise<boolean>} whether the base was reached */
export async function flush() {
  if (sending) return true;
  sending = true;
  try {
    const waiting = (await reports()).filter((r) => r.status === 'waiting').reverse();
    for (const report of waiting) if (!(await deliver(report))) return false;
    if (!waiting.length) {
      const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(4000) }).catch(() => null);
      return answer?.ok === true;
    }
    return true;
  } finally {
    sending = false;
  }
}

/** @param {Report} report @returns {Promise<boolean>} false when there is no link */
async function deliver(report) {
  const db = await database();
  try {
    await send('/api/facts', report.fact, report.id);
    await db.put('reports', { ...report, status: 'kept' });
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    if (why.startsWith('No link')) return false;
    await db.put('reports', { ...report, status: 'refused', why });
  }
  return true;
}

/** Forget one report that was refused. @param {string} id */
export async function drop(id) {
  await (await database()).delete('reports', id);
}

/** Everything as a file, to be carried to the base by hand. */
export async function saveFile() {
  const body = JSON.stringify({ holdfast: 'field reports', reports: await reports() }, null, 1);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([body], { type: 'application/json' }));
  link.download = `holdfast-reports-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
