// Forms: one submission at a time; filters and switches submit themselves (their button is hidden by [data-auto] once this runs).

for (const form of document.querySelectorAll('form[data-auto]')) {
  form.querySelectorAll('[data-auto-button]').forEach(b => (b.hidden = true));
  form.addEventListener('change', () => form.requestSubmit());
}

const sending = new WeakSet();
document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  sending.add(form);
  form.setAttribute('aria-busy', 'true');
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) {
    sending.delete(form);
    form.removeAttribute('aria-busy');
  }
});
