// Runs in <head> before anything is painted; inlined by layouts/Base.astro. What the reader chose must not flicker.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage is refused: the defaults apply.
    }
  };
  const theme = read('bulkhead.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const width = Number(read('bulkhead.read-width'));
  if (width > 0) root.style.setProperty('--read-width', `${width}px`);
  root.dataset.js = '';
})();
