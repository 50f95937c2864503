/** Notices of the desktop, where the browser and the reader allow them: for whoever looks elsewhere. */
import { $ } from './boot.mjs';

const able = 'Notification' in window && isSecureContext;

/** @param {string} alarm its id, so that several windows tell it once @param {string} who @param {string} more */
export function notice(alarm, who, more) {
  if (!able || Notification.permission !== 'granted' || document.hasFocus()) return;
  try {
    const shown = new Notification(who, { body: more, tag: alarm, requireInteraction: true });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
    });
  } catch {
    // a phone's browser has them only through a service worker
  }
}

export function startNotices() {
  const button = document.querySelector('#notices');
  if (!(button instanceof HTMLButtonElement)) return;
  const draw = () => {
    const may = able ? Notification.permission : 'never';
    button.disabled = may !== 'default';
    const words = { default: '', granted: 'Allowed: critical alarms and warnings are shown.', denied: 'This browser was told not to show them.', never: 'Not possible here: they need https or this very machine.' };
    $('#notices-state').textContent = words[may];
  };
  button.addEventListener('click', async () => {
    await Notification.requestPermission().catch(() => undefined);
    draw();
  });
  draw();
}
