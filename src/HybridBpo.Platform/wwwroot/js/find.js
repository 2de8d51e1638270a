// The search box: arrows walk through the hits below it, Escape closes them.

const box = document.querySelector('[data-find]');
const hits = document.getElementById('hb-hits');

if (box && hits) {
  const links = () => [...hits.querySelectorAll('a')];
  const step = (from, by) => (links()[from + by] ?? box).focus();
  const close = () => hits.replaceChildren();

  box.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' && links().length > 0) {
      event.preventDefault();
      step(-1, 1);
    } else if (event.key === 'Escape') close();
  });
  hits.addEventListener('keydown', event => {
    const at = links().indexOf(document.activeElement);
    if (event.key === 'ArrowDown') step(Math.min(at, links().length - 2), 1);
    else if (event.key === 'ArrowUp') step(at, -1);
    else if (event.key === 'Escape') (box.focus(), close());
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', event => !event.target.closest('.hb-find') && close());
}
