// The theme that was chosen before, ahead of the first picture of the page: no module, since those come after it.
try {
  const theme = localStorage.getItem('qapi-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden.
}
