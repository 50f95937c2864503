/**
 * What a team has said, kept on its device until the base has it.
 *
 * Each report carries its own mark (ref), so that sending it twice is harmless. What counts as
 * delivered and what as refused is judged in kit/delivery.mjs. All of it can leave as a file.
 */
import { openDB } from '../vendor/idb/index.js';
import { judge, there, unanswered } from './kit/delivery.mjs';
import { asked } from './kit/pace.mjs';
import { sendAll } from './kit/round.mjs';
import { inTurn, standing } from './kit/standing.mjs';
import { newId } from './say.mjs';

/** @typedef {import('./kit/standing.mjs').Report} Report */
/** @typedef {import('./kit/round.mjs').Outcome} Outcome */
/** @typedef {import('./say.mjs').Fact} Fact */

const STRICT = { durability: 'strict' }; // on the device's disk before it counts as kept

/** @type {Promise<any> | undefined} */
let opened;
const database = () =>
  (opened ??= openDB('holdfast-outbox', 1, {
    upgrade: (/** @type {any} */ db) => db.createObjectStore('reports', { keyPath: 'id' }),
    terminated: () => {
      opened = undefined;
    },
  }).catch((/** @type {unknown} */ error) => {
    opened = undefined;
    throw error;
  }));

/** @returns {Promise<Report[]>} newest first */
export async function reports() {
  const all = /** @type {Report[]} */ (await (await database()).getAll('reports'));
  return all.sort((a, b) => -inTurn(a, b));
}

/** Change what lies here in one step. @param {(store: any) => Promise<void>} act */
async function changed(act) {
  const tx = (await database()).transaction('reports', 'readwrite', STRICT);
  await act(tx.store);
  await tx.done;
}

/**
 * Keep a report on the device before anything else.
 * @param {{run: string, label: string, fact: Fact, at: number, placing_ms?: number, instead_of?: string,
 *   form?: string, typed?: (string | boolean)[]}} said placing_ms: how long it waits for its place;
 *   instead_of: a refused report whose place it takes; form, typed: how it was filled in
 * @returns {Promise<Report>}
 */
export async function keep({ run, label, fact, at, placing_ms = 0, instead_of, form, typed }) {
  const id = newId('field');
  /** @type {Report} */
  const report = { id, run, label, fact: { ...fact, ref: id }, at, status: 'waiting', ...(form ? { form, typed } : {}) };
  if (placing_ms) report.not_before = Date.now() + placing_ms;
  await changed(async (store) => {
    const before = /** @type {Report[]} */ (await store.getAll());
    report.n = 1 + Math.max(0, ...before.map((r) => r.n ?? 0));
    await store.put(report);
    if (instead_of) await store.delete(instead_of);
  });
  return report;
}

/** The place has been looked up, or is not to be had: the report may go. @param {string} id @param {[number, number]} [at] */
export const place = (id, at) =>
  changed(async (store) => {
    const report = /** @type {Report | undefined} */ (await store.get(id));
    if (!report?.not_before) return; // sent already, as it was: its words must stay the same
    const { not_before, ...rest } = report;
    const late = Date.now() >= report.not_before; // it may be on its way without one
    await store.put(at && !late ? { ...rest, fact: { ...rest.fact, at } } : rest);
  });

/** Once more, as it is. @param {string} id */
export const sendAgain = (id) =>
  changed(async (store) => {
    const { why, code, ...report } = await store.get(id);
    await store.put({ ...report, status: 'waiting' });
  });

/** Forget one report that was refused. @param {string} id */
export const drop = (id) => changed((store) => store.delete(id));

/** @type {Promise<Outcome> | undefined} */
let flushing;

/** Send what waits; where nothing does, ask whether the base is there. One round at a time: who asks
 * meanwhile is told what comes of the one under way. @param {() => number} nowMs @returns {Promise<Outcome>} */
export function flush(nowMs) {
  flushing ??= round(nowMs).finally(() => {
    flushing = undefined;
  });
  return flushing;
}

/** @param {() => number} nowMs @returns {Promise<Outcome>} */
async function round(nowMs) {
  const outcome = await sendAll(await reports(), Date.now(), deliver, (report, verdict) => note(report, verdict, nowMs()));
  if (outcome.n_sent) return outcome;
  const heard = await asked('/healthz');
  const cause = 'answer' in heard ? there(heard.answer) : heard.silent ? 'silent' : 'none';
  return { ...outcome, cause };
}

/** @param {Report} report */
async function deliver(report) {
  const heard = await asked('/api/facts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': report.id },
    body: JSON.stringify(report.fact),
  });
  return 'answer' in heard ? judge(heard.answer, report.fact) : unanswered(heard.silent);
}

/** Keep what became of a report. @param {Report} report @param {import('./kit/delivery.mjs').Verdict} verdict @param {number} now of the room */
const note = (report, verdict, now) =>
  changed(async (store) => {
    const held = /** @type {Report | undefined} */ (await store.get(report.id));
    if (!held || standing(held) === 'kept') return; // another page of this device was quicker
    const { why, code, not_before, ...plain } = held;
    if (verdict.said === 'delivered') await store.put({ ...plain, status: 'kept', entry: verdict.entry, kept_ms: Math.round(now) });
    else if (verdict.said === 'refused') await store.put({ ...plain, status: 'refused', why: verdict.why, code: verdict.status });
    else await store.put({ ...plain, status: 'waiting', why: verdict.why });
  });

/** Everything as a file, to be carried to the base by hand. */
export async function saveFile() {
  const body = JSON.stringify({ holdfast: 'field reports', reports: await reports() }, null, 1);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([body], { type: 'application/json' }));
  link.download = `holdfast-reports-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
