// Applies the stored theme before the page is first painted. Without a stored theme, the system's setting applies. Paper
// is white, whatever theme is chosen.
(() => {
  const {dataset} = document.documentElement;
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') {
    dataset.theme = chosen;
  }
  let shown;
  addEventListener('beforeprint', () => {
    shown = dataset.theme;
    dataset.theme = 'light';
  });
  addEventListener('afterprint', () => {
    if (shown) dataset.theme = shown;
    else delete dataset.theme;
  });
})();
