// Applies the stored theme before the page is first painted. Without a stored theme, the system's setting applies.
(() => {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') {
    document.documentElement.dataset.theme = chosen;
  }
})();
