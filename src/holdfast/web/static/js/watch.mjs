/** Who is on watch at this screen. Facts said from here carry that person. */
import { $, boot, recall, remember } from './boot.mjs';

const KEY = `watch.${boot.base}`;

/** The button in the top bar and its dialog. */
export function startWatch() {
  const list = /** @type {HTMLSelectElement} */ ($('#who-list'));
  const dialog = /** @type {HTMLDialogElement} */ ($('#who-dialog'));
  const show = () => {
    const id = recall(KEY) ?? '';
    list.value = id;
    $('#who b').textContent = list.selectedOptions[0]?.textContent ?? 'nobody named';
  };
  $('#who').addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'ok') remember(KEY, list.value);
    show();
  });
  show();
}
