// Runs before the first paint, so that nobody sees a flash of the other theme: who made no choice gets what the system prefers, also when it changes.
{
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    root.dataset.bsTheme = dark.matches ? 'dark' : 'light';
    dispatchEvent(new Event('hb:theme'));
  };
  if (root.dataset.bsTheme === 'system') {
    follow();
    dark.addEventListener('change', follow);
    addEventListener('hb:theme-chosen', () => dark.removeEventListener('change', follow));
  }
}
