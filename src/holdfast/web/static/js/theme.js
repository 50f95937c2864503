// The look chosen on this device, set before anything is painted. A page may be asked for one: ?theme=day.
(() => {
  const known = ['dark', 'day', 'red'];
  const asked = new URLSearchParams(location.search).get('theme');
  let kept = null;
  try {
    kept = localStorage.getItem('holdfast.theme');
  } catch {
    kept = null; // storage may be forbidden; the default look will do
  }
  const theme = [asked, kept].find((t) => t !== null && known.includes(t));
  if (theme) document.documentElement.dataset.theme = theme;
})();
