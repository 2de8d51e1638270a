// Many cases at once: sent in parts of ten, so that one sees how far it is, and then once as a whole, which answers what became of each. The same
// command again has no second effect, so a connection that is lost on the way costs nothing.

import { keep } from './picked.js';

const at = document.querySelector('[data-bulk]');
const of = selector => [...document.querySelectorAll(selector)].map(input => input.value);

if (at?.dataset.bulk === 'done') keep(of('[data-failed]'));

for (const form of document.querySelectorAll('form[data-progress]')) {
  const boxes = () => [...form.querySelectorAll('input[name=case]:checked')];
  const check = () => {
    for (const group of form.querySelectorAll('[data-one-at-least]')) {
      const all = [...group.querySelectorAll('input[type=checkbox]')];
      all[0]?.setCustomValidity(all.some(box => box.checked) ? '' : group.dataset.oneAtLeast);
    }
  };
  form.addEventListener('input', check);
  check();
  form.addEventListener('submit', async event => {
    if (form.dataset.sent || boxes().length <= 10) return;
    event.preventDefault();
    form.dataset.sent = 'yes';
    const bar = form.querySelector('progress');
    const said = form.querySelector('[data-said]');
    const keys = boxes().map(box => box.value);
    bar.max = keys.length;
    bar.hidden = false;
    form.querySelector('[type=submit]').disabled = true;
    for (let from = 0; from < keys.length; from += 10) {
      const body = new FormData(form);
      body.delete('case');
      for (const key of keys.slice(from, from + 10)) body.append('case', key);
      const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body }).catch(() => null);
      if (!answer?.ok) break;
      bar.value = Math.min(from + 10, keys.length);
      said.textContent = `${bar.value} of ${keys.length}`;
    }
    form.submit();
  });
}
