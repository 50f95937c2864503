// What is pressed before the page's modules have come is done when they are there, once, in the order pressed.
// A deferred module runs before DOMContentLoaded, so until then nobody else answers; a press may not vanish.
(() => {
  /** @type {Map<Element, () => void>} */
  const pressed = new Map();
  /** @param {SubmitEvent} event */
  const submitted = (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    pressed.set(form, () => form.isConnected && form.requestSubmit(event.submitter));
  };
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest('button[type=button]');
    if (button instanceof HTMLElement) pressed.set(button, () => button.isConnected && button.click());
  };
  document.addEventListener('submit', submitted, true);
  document.addEventListener('click', clicked, true);
  document.addEventListener('DOMContentLoaded', () => {
    document.removeEventListener('submit', submitted, true);
    document.removeEventListener('click', clicked, true);
    for (const act of pressed.values()) act();
  }, { once: true });
})();
