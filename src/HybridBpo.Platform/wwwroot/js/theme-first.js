// Runs before the first paint, so that nobody sees a flash of the other theme: who made no choice gets what the system prefers.
{
  const root = document.documentElement;
  if (root.dataset.bsTheme === 'system') root.dataset.bsTheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
